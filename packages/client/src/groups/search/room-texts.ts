/** The searched texts of one room: read from the store when it is first searched, then kept up with what is opened. */
import type { AccountId, RoomId, RoomRole } from "@warbler/protocol";
import type { Store, StoreWrite } from "../../store/store.ts";
import { recordFromBytes } from "../../sync/room-record.ts";
import { recordKey } from "../../sync/room-window.ts";
import type { OpenedRecord } from "../../timeline/opened-record.ts";
import { openedFromBytes, openedKey, openedPrefix, openedRecord } from "../opened-entry.ts";
import { MessageIndex, type SearchedRecord } from "./message-index.ts";
import { bytesFromSegment, SEGMENT_RECORDS, segmentFromBytes, segmentKey } from "./search-segment.ts";
import { searchedRecord } from "./searched-record.ts";

export interface RoomTextsDeps {
  readonly room: RoomId;
  readonly store: Store;
  /** The role that somebody has now. */
  readonly roleOf: (account: AccountId) => RoomRole;
}

/** Which records the group has processed: from the one after `joinedSeq` up to `cursor`. */
export interface ProcessedRange {
  readonly joinedSeq: number;
  readonly cursor: number;
}

export class RoomTexts {
  readonly #deps: RoomTextsDeps;
  #index: Promise<MessageIndex> | undefined;

  constructor(deps: RoomTextsDeps) {
    this.#deps = deps;
  }

  index(range: ProcessedRange): Promise<MessageIndex> {
    this.#index ??= this.#load(range);
    return this.#index;
  }

  /** Records that say something else now, or are new. */
  async note(opened: readonly OpenedRecord[]): Promise<void> {
    // What is being read now may be about to keep a segment with it.
    const index = await this.#index;
    const erased = opened.filter(({ record }) => record.erased);
    if (erased.length > 0) await this.#dropSegments(erased.map(({ record }) => record.seq));
    if (index === undefined) return;
    for (const one of opened) {
      if (one.record.erased) index.forget(one.record.message);
      const searched = searchedRecord(one, this.#deps.roleOf);
      if (searched !== undefined) index.take(searched);
    }
  }

  async #load({ joinedSeq, cursor }: ProcessedRange): Promise<MessageIndex> {
    const index = new MessageIndex();
    // What was opened with keys from elsewhere lies below, with holes.
    for (const record of await this.#read(0, joinedSeq)) index.take(record);
    for (let segment = Math.floor((joinedSeq + 1) / SEGMENT_RECORDS); segment * SEGMENT_RECORDS <= cursor; segment++)
      for (const record of await this.#segment(segment, { joinedSeq, cursor })) index.take(record);
    return index;
  }

  async #segment(segment: number, { joinedSeq, cursor }: ProcessedRange): Promise<readonly SearchedRecord[]> {
    const { room, store } = this.#deps;
    const key = segmentKey(room, segment);
    const kept = await store.read(key);
    const records = kept && segmentFromBytes(kept);
    if (records !== undefined) return records;
    const [from, to] = [segment * SEGMENT_RECORDS, (segment + 1) * SEGMENT_RECORDS - 1];
    const read = await this.#read(Math.max(from, joinedSeq + 1), Math.min(to, cursor));
    if (to <= cursor && from > joinedSeq) await store.write([{ key, value: bytesFromSegment(read) }]);
    return read;
  }

  /** From the records themselves and what they were found to say, both ends included. */
  async #read(fromSeq: number, toSeq: number): Promise<readonly SearchedRecord[]> {
    const { room, store } = this.#deps;
    const found: SearchedRecord[] = [];
    let after = openedKey(room, Math.max(0, fromSeq - 1));
    while (fromSeq <= toSeq) {
      const entries = await store.list({ prefix: openedPrefix(room), after, limit: 500 });
      for (const { key, value } of entries) {
        const seq = Number(key.slice(openedPrefix(room).length));
        if (seq > toSeq) return found;
        const searched = await this.#searched(seq, value);
        if (searched !== undefined) found.push(searched);
      }
      const last = entries.at(-1);
      if (last === undefined) return found;
      after = last.key;
    }
    return found;
  }

  async #searched(seq: number, value: Uint8Array): Promise<SearchedRecord | undefined> {
    const { room, store } = this.#deps;
    const entry = openedFromBytes(value);
    if (entry?.kind !== "content") return undefined;
    const bytes = await store.read(recordKey(room, seq));
    const record = bytes && recordFromBytes(room, bytes);
    return record && searchedRecord(openedRecord(record, entry), this.#deps.roleOf);
  }

  async #dropSegments(seqs: readonly number[]): Promise<void> {
    const { room, store } = this.#deps;
    const segments = new Set(seqs.map((seq) => Math.floor(seq / SEGMENT_RECORDS)));
    const writes: StoreWrite[] = [...segments].map((segment) => ({ key: segmentKey(room, segment), value: undefined }));
    await store.write(writes);
  }
}
