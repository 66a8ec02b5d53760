/** Search in the caller's `sealed` rooms. */
import { type ApiParsed, isId, type MessageId, type RoomId, type SearchAnswer } from "@warbler/protocol";
import { type Content, ContentSchema, fromBinary } from "@warbler/protocol/wire";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { ConversationRules } from "../conversations/index.ts";
import { RoomIndex } from "./room-index.ts";
import { type RecordRow, searchStore } from "./store.ts";
import { fold, termsOf } from "./words.ts";

export interface SearchDeps extends Pick<Kernel, "policy" | "reader" | "vault" | "clock"> {
  readonly conversations: Pick<ConversationRules, "roomsOf" | "levelOf">;
}

const PAGE_RECORDS = 64;
const CANDIDATES_A_STEP = 64;
/** Work on one query or room before others get their turn. */
const SLICE_MS = 10;
/** Rooms with more records are indexed before someone searches them. */
const LARGE_ROOM_RECORDS = 4_096;
/** Indexed messages held in memory at most, over all rooms; rooms searched longest ago are dropped first. */
const MEMORY_MESSAGES = 2_000_000;

type Hit = SearchAnswer["hits"][number];

export function searchRules({ policy, reader, vault, clock, conversations }: SearchDeps) {
  const store = searchStore(reader);
  const indexes = new Map<RoomId, { readonly index: RoomIndex; catchingUp: Promise<void> | undefined }>();

  const contentOf = (row: RecordRow): Content["body"] | undefined => {
    const opened = vault.openRecord(row);
    return opened === ERASED ? undefined : fromBinary(ContentSchema, opened.content).body;
  };

  const take = (index: RoomIndex, row: RecordRow) => {
    const body = contentOf(row);
    if (body?.case === "message") index.message(row.seq, row.message, body.value.text);
    else if (body?.case === "edit" && isId<MessageId>(body.value.target))
      index.edit(row.seq, body.value.target, body.value.message?.text ?? "");
    else if (body?.case === "recall" && isId<MessageId>(body.value.target)) index.recall(body.value.target);
    index.caughtUpTo(row.seq);
  };

  const slices = () => {
    let endsMs = clock.nowMs() + SLICE_MS;
    return async () => {
      if (clock.nowMs() < endsMs) return;
      await clock.wait(0);
      endsMs = clock.nowMs() + SLICE_MS;
    };
  };

  /** In slices, so that a large room does not hold up everyone else. */
  const catchUp = async (room: RoomId, index: RoomIndex): Promise<void> => {
    const giveWay = slices();
    for (;;) {
      const rows = await store.after(room, index.indexedTo, PAGE_RECORDS);
      for (const row of rows) take(index, row);
      if (rows.length < PAGE_RECORDS) return;
      await giveWay();
    }
  };

  const indexOf = async (room: RoomId): Promise<RoomIndex> => {
    const held = indexes.get(room) ?? { index: new RoomIndex(), catchingUp: undefined };
    // Last used, last dropped.
    indexes.delete(room);
    indexes.set(room, held);
    held.catchingUp ??= catchUp(room, held.index).finally(() => {
      held.catchingUp = undefined;
    });
    await held.catchingUp;
    let total = [...indexes.values()].reduce((sum, { index }) => sum + index.messages, 0);
    for (const [oldest, { index }] of indexes) {
      if (total <= MEMORY_MESSAGES || oldest === room) break;
      indexes.delete(oldest);
      total -= index.messages;
    }
    return held.index;
  };

  /** The texts of messages as they stand now; one that was erased has none. */
  const textsOf = async (room: RoomId, index: RoomIndex, rows: readonly RecordRow[]): Promise<Map<number, string>> => {
    const edits = new Map(
      rows.flatMap(({ seq }) => (index.textSeqOf(seq) === seq ? [] : [[index.textSeqOf(seq), seq] as const])),
    );
    const editRows = edits.size === 0 ? [] : await store.ofSeqs(room, [...edits.keys()]);
    const texts = new Map<number, string>();
    for (const row of [...rows.filter(({ seq }) => index.textSeqOf(seq) === seq), ...editRows]) {
      const body = contentOf(row);
      if (body?.case === "message") texts.set(row.seq, body.value.text);
      else if (body?.case === "edit") texts.set(edits.get(row.seq) ?? row.seq, body.value.message?.text ?? "");
    }
    return texts;
  };

  const hitsIn = async (
    room: RoomId,
    index: RoomIndex,
    terms: readonly string[],
    input: ApiParsed<"search">,
  ): Promise<Hit[]> => {
    const isAsked = (row: RecordRow) =>
      (input.from === undefined || row.author === input.from) &&
      (input.beforeMs === undefined || row.at_ms < input.beforeMs) &&
      (input.afterMs === undefined || row.at_ms > input.afterMs);
    const hits: Hit[] = [];
    const giveWay = slices();
    for (const seqs of chunks(index.candidates(terms), CANDIDATES_A_STEP)) {
      const rows = (await store.ofSeqs(room, seqs)).filter(isAsked);
      const texts = await textsOf(room, index, rows);
      for (const row of rows) {
        const text = texts.get(row.seq);
        const folded = text === undefined ? undefined : fold(text);
        if (text === undefined || !terms.every((term) => folded?.includes(term))) continue;
        hits.push({
          room,
          seq: row.seq,
          message: row.message,
          author: row.author,
          atMs: row.at_ms,
          text,
          imported: row.imported === 1,
        });
      }
      if (hits.length > input.limit) break;
      // Candidates may be many and hits few.
      await giveWay();
    }
    return hits;
  };

  return {
    async search(grant: Grant<"search.own-rooms">, input: ApiParsed<"search">): Promise<Result<SearchAnswer>> {
      const terms = termsOf(input.query);
      if (terms.length === 0) return refuse("bad-request", "a query has at least one letter or digit");
      const rooms = input.room === undefined ? await conversations.roomsOf(grant.resource.account) : [input.room];
      const hits: Hit[] = [];
      let messages = 0;
      let searched = 0;
      for (const room of rooms) {
        const mayRead = await policy.decide(grant.caller, "message.read", { kind: "room", room });
        if (!mayRead.ok) {
          if (input.room !== undefined) return mayRead;
          continue;
        }
        const level = await conversations.levelOf(room);
        if (level !== "sealed") {
          if (input.room !== undefined) return refuse("wrong-level");
          continue;
        }
        const index = await indexOf(room);
        searched++;
        messages += index.messages;
        hits.push(...(await hitsIn(room, index, terms, input)));
      }
      hits.sort((a, b) => b.atMs - a.atMs || b.seq - a.seq);
      return ok({
        hits: hits.slice(0, input.limit),
        scope: { rooms: searched, messages },
        more: hits.length > input.limit,
      });
    },

    /** Drops all words from memory, since some may be of an erased text. */
    forget(): void {
      indexes.clear();
    },

    /** Prepares the rooms whose first search would have to wait. */
    async warm(): Promise<void> {
      for (const room of await store.roomsBeyond(LARGE_ROOM_RECORDS)) await indexOf(room);
    },
  };
}

// Not `Iterator.take`: it closes what it takes from.
function* chunks<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let chunk: T[] = [];
  for (const item of items) {
    if (chunk.push(item) < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
