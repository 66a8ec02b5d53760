/**
 * What can be searched in one room: sealed segments on disk, oldest first, and the newest records in memory. It is caught
 * up with the record before each query. Nothing here is believed: a candidate is only a record to be opened and looked at.
 */
import { type MonthNumber, monthOf } from "@warbler/crypto";
import { RECORD_KINDS, type RoomId } from "@warbler/protocol";
import { DESTROYED } from "../../kernel/keys/keyring.ts";
import type { Vault } from "../../kernel/keys/vault.ts";
import { matchesIn } from "./match.ts";
import { MonthWords } from "./month-words.ts";
import type { OpenSegments } from "./open-segments.ts";
import type { Words } from "./postings.ts";
import { openSegment, type SealedSegment, type Segment, sealSegment } from "./segment.ts";
import type { SegmentFolder } from "./segment-folder.ts";
import type { RecordRow, SearchStore } from "./store.ts";

const PAGE_RECORDS = 64;
/** Records in memory from which on they are sealed: what a restart has to read again. */
const SEAL_RECORDS = 256;
/** Records of one segment at most. A smaller newest one is written again, larger, when more records are sealed. */
const SEGMENT_RECORDS = 8_192;

export interface RoomIndexDeps {
  readonly store: SearchStore;
  readonly vault: Vault;
  readonly folder: SegmentFolder;
  readonly opened: OpenSegments;
  /** The text of a message or of an edit; undefined when it was erased. */
  readonly textOf: (row: RecordRow) => string | undefined;
}
type GiveWay = () => Promise<void>;
type Months = ReadonlyMap<MonthNumber, MonthWords>;

const NO_MONTHS: Months = new Map();

export class RoomIndex {
  readonly #room: RoomId;
  readonly #deps: RoomIndexDeps;
  #segments: readonly Segment[] = [];
  #tail: Months = NO_MONTHS;
  #indexedTo = 0;
  /** Changes of segments happen one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #catchingUp: Promise<void> | undefined;

  private constructor(room: RoomId, deps: RoomIndexDeps) {
    this.#room = room;
    this.#deps = deps;
  }

  /** Takes up the segments that are there, as far as they follow each other without a gap. */
  static async load(room: RoomId, deps: RoomIndexDeps): Promise<RoomIndex> {
    const index = new RoomIndex(room, deps);
    // Of two that start alike the larger one holds the other: the smaller was about to be removed.
    const ranges = (await deps.folder.ranges(room)).sort((a, b) => a.after - b.after || b.to - a.to);
    for (const range of ranges) {
      const segment = range.after === index.#indexedTo ? await deps.folder.read(room, range) : undefined;
      if (segment === undefined) await deps.folder.remove(room, range);
      else index.#keep([...index.#segments, segment]);
    }
    return index;
  }

  /** Messages that can be found. */
  get messages(): number {
    return [...this.#segments.flatMap(({ parts }) => parts), ...this.#tail.values()].reduce(
      (sum, { messages }) => sum + messages,
      0,
    );
  }
  get tailRecords(): number {
    return recordsIn(this.#tail.values());
  }

  catchUp(giveWay: GiveWay): Promise<void> {
    this.#catchingUp ??= this.#inTurn(() => this.#readOn(giveWay)).finally(() => {
      this.#catchingUp = undefined;
    });
    return this.#catchingUp;
  }

  /** Seqs of messages and edits that may fulfil all terms, newest first. */
  async *candidates(terms: readonly string[], giveWay: GiveWay): AsyncGenerator<number> {
    const segments = this.#segments;
    yield* newestFirst([...this.#tail.values()], terms);
    for (const segment of [...segments].reverse()) {
      yield* newestFirst(await this.#wordsOf(segment, giveWay), terms);
      await giveWay();
    }
  }

  /** Opens segments, newest first, as long as there is room for them; what an erasure closed is made again. */
  async warm(giveWay: GiveWay): Promise<void> {
    for (const segment of [...this.#segments].reverse()) {
      if (!this.#deps.opened.hasRoom) return;
      await this.#wordsOf(segment, giveWay);
      await giveWay();
    }
  }

  async #readOn(giveWay: GiveWay): Promise<void> {
    for (;;) {
      const rows = await this.#deps.store.after(this.#room, this.#indexedTo, PAGE_RECORDS);
      const months = new Map(this.#tail);
      for (const row of rows) this.#take(row, months);
      this.#tail = months;
      this.#indexedTo = rows.at(-1)?.seq ?? this.#indexedTo;
      if (this.tailRecords >= SEGMENT_RECORDS) await this.#sealTail();
      if (rows.length < PAGE_RECORDS) break;
      await giveWay();
    }
    if (this.tailRecords >= SEAL_RECORDS) await this.#sealTail();
  }

  #take(row: RecordRow, months: Map<MonthNumber, MonthWords>): void {
    const month = monthOf(row.at_ms);
    const words = months.get(month) ?? this.#newWords(month);
    const text = this.#deps.textOf(row);
    if (text === undefined) return;
    months.set(month, words);
    words.add({ seq: row.seq, author: row.author, isMessage: row.kind === RECORD_KINDS.message }, text);
  }

  #newWords(month: MonthNumber): MonthWords {
    return new MonthWords(this.#deps.vault.monthState(this.#room, month));
  }

  /** Seals what is in memory, together with the newest segment where that is still small. */
  async #sealTail(): Promise<void> {
    const newest = this.#segments.at(-1);
    const isMerged = newest !== undefined && recordsIn(newest.parts) + this.tailRecords <= SEGMENT_RECORDS;
    const after = isMerged ? newest.range.after : (newest?.range.to ?? 0);
    const months = isMerged ? await this.#merged(newest) : this.#tail;
    if (months === undefined) return;
    const sealed = sealSegment(this.#deps.vault, { room: this.#room, range: { after, to: this.#indexedTo }, months });
    // A record in it is being erased at this moment: it stays in memory, which the erasure's completion clears.
    if (sealed === DESTROYED) return;
    await this.#deps.folder.write(sealed);
    this.#keep([...(isMerged ? this.#segments.slice(0, -1) : this.#segments), sealed]);
    this.#tail = NO_MONTHS;
    if (isMerged) await this.#deps.folder.remove(this.#room, newest.range);
  }

  async #merged(newest: Segment): Promise<Months | undefined> {
    const months = new Map(newest.parts.map(({ month }) => [month, this.#newWords(month)]));
    const sealed = await this.#deps.folder.read(this.#room, newest.range);
    const opened = sealed && openSegment(this.#deps.vault, sealed);
    if (opened === undefined) return undefined;
    for (const [at, part] of newest.parts.entries()) months.get(part.month)?.addAll(opened[at]?.entries() ?? [], part);
    for (const [month, tail] of this.#tail) {
      const words = months.get(month) ?? this.#newWords(month);
      words.addAll(tail.seqsByWord, tail);
      months.set(month, words);
    }
    return months;
  }

  async #wordsOf(segment: Segment, giveWay: GiveWay): Promise<readonly Words[]> {
    const { opened, folder, vault } = this.#deps;
    const held = opened.get(segment);
    if (held !== undefined) return held;
    const sealed = await folder.read(this.#room, segment.range);
    const words = sealed && openSegment(vault, sealed);
    if (words === undefined) return this.#inTurn(() => this.#makeAgain(segment, giveWay));
    opened.hold(segment, words);
    return words;
  }

  /** From what can still be read: a segment's key died with a record in it. */
  async #makeAgain(segment: Segment, giveWay: GiveWay): Promise<readonly Words[]> {
    const { folder, vault, store } = this.#deps;
    const { after, to } = segment.range;
    const months = new Map<MonthNumber, MonthWords>();
    for (let at = after; at < to; ) {
      const rows = await store.between(this.#room, { after: at, to }, PAGE_RECORDS);
      for (const row of rows) this.#take(row, months);
      at = rows.length < PAGE_RECORDS ? to : (rows.at(-1)?.seq ?? to);
      await giveWay();
    }
    const sealed = sealSegment(vault, { room: this.#room, range: segment.range, months });
    // Where it was merged into a larger one meanwhile, it is of use to this query only.
    if (sealed !== DESTROYED && this.#segments.includes(segment)) {
      await folder.write(sealed);
      this.#keep(this.#segments.map((one) => (one === segment ? sealed : one)));
    }
    return [...months.values()];
  }

  #keep(segments: readonly (Segment | SealedSegment)[]): void {
    // Without the sealed bytes: they are read when they are needed.
    this.#segments = segments.map(({ room, range, parts }) => ({ room, range, parts }));
    this.#indexedTo = Math.max(this.#indexedTo, this.#segments.at(-1)?.range.to ?? 0);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work, work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}

function* newestFirst(words: readonly Words[], terms: readonly string[]): Generator<number> {
  const seqs = words.flatMap((one) => [...matchesIn(one, terms)]);
  yield* seqs.sort((a, b) => b - a);
}

const recordsIn = (parts: Iterable<{ readonly records: number }>): number => {
  let sum = 0;
  for (const { records } of parts) sum += records;
  return sum;
};
