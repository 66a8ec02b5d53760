/** Search in the caller's `sealed` rooms. */
import { type ApiParsed, LINK_PATTERN, type RoomId, type SearchAnswer } from "@warbler/protocol";
import { ContentSchema, fromBinary } from "@warbler/protocol/wire";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { ConversationRules } from "../conversations/index.ts";
import { OpenSegments } from "./open-segments.ts";
import { RoomIndex, type RoomIndexDeps } from "./room-index.ts";
import type { SegmentFolder } from "./segment-folder.ts";
import { standingTexts } from "./standing-texts.ts";
import { type RecordRow, searchStore } from "./store.ts";
import { fold, termsOf } from "./words.ts";

export interface SearchDeps extends Pick<Kernel, "policy" | "reader" | "vault" | "clock"> {
  readonly conversations: Pick<ConversationRules, "roomsOf" | "levelOf">;
  readonly segments: SegmentFolder;
}

const CANDIDATES_A_STEP = 64;
/** Work on one query or room before others get their turn. */
const SLICE_MS = 10;
/** Rooms with more records are indexed before someone searches them. */
const LARGE_ROOM_RECORDS = 4_096;
/** Opened segments in memory, over all rooms: about six million messages of chat. */
const OPENED_BYTES = 256 * 1024 * 1024;
/** Rooms whose newest records are held in memory; those searched longest ago are dropped first. */
const HELD_ROOMS = 4_096;

type Hit = SearchAnswer["hits"][number];

export function searchRules({ policy, reader, vault, clock, conversations, segments }: SearchDeps) {
  const store = searchStore(reader);
  const opened = new OpenSegments(OPENED_BYTES);
  const indexes = new Map<RoomId, Promise<RoomIndex>>();

  const textOf = (row: RecordRow): string | undefined => {
    const record = vault.openRecord(row);
    const body = record === ERASED ? undefined : fromBinary(ContentSchema, record.content).body;
    if (body?.case === "message") return body.value.text;
    return body?.case === "edit" ? (body.value.message?.text ?? "") : undefined;
  };
  const hasFiles = (row: RecordRow): boolean => {
    const record = vault.openRecord(row);
    const body = record === ERASED ? undefined : fromBinary(ContentSchema, record.content).body;
    return body?.case === "message" && body.value.attachments.length > 0;
  };
  const deps: RoomIndexDeps = { store, vault, folder: segments, opened, textOf };

  const slices = () => {
    let endsMs = clock.nowMs() + SLICE_MS;
    return async () => {
      if (clock.nowMs() < endsMs) return;
      await clock.wait(0);
      endsMs = clock.nowMs() + SLICE_MS;
    };
  };

  /** In slices, so that a large room does not hold up everyone else. */
  const indexOf = async (room: RoomId): Promise<RoomIndex> => {
    const loading = indexes.get(room) ?? RoomIndex.load(room, deps);
    // Last used, last dropped.
    indexes.delete(room);
    indexes.set(room, loading);
    for (const oldest of indexes.keys()) {
      if (indexes.size <= HELD_ROOMS) break;
      indexes.delete(oldest);
    }
    const index = await loading;
    await index.catchUp(slices());
    return index;
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
    const hits = new Map<number, Hit>();
    const giveWay = slices();
    for await (const seqs of chunks(index.candidates(terms, giveWay), CANDIDATES_A_STEP)) {
      for (const { message, text } of await standingTexts(deps, room, seqs)) {
        const folded = fold(text);
        if (!isAsked(message) || !terms.every((term) => folded.includes(term))) continue;
        if (input.has === "link" && !LINK_PATTERN.test(text)) continue;
        if (input.has === "file" && !hasFiles(message)) continue;
        const { seq, message: id, author, at_ms: atMs } = message;
        // A message and its edit may both have been candidates.
        hits.set(seq, { room, seq, message: id, author, atMs, text, imported: message.imported === 1 });
      }
      if (hits.size > input.limit) break;
      // Candidates may be many and hits few.
      await giveWay();
    }
    return [...hits.values()];
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

    /** Drops all words from memory, since some may be of an erased text. Segments that held it do not open any more. */
    forget(): void {
      indexes.clear();
      opened.clear();
    },

    /** Prepares the rooms whose first search would have to wait. */
    async warm(): Promise<void> {
      for (const room of await store.roomsBeyond(LARGE_ROOM_RECORDS))
        if ((await conversations.levelOf(room)) === "sealed") await (await indexOf(room)).warm(slices());
    },
  };
}

async function* chunks<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let chunk: T[] = [];
  for await (const item of items) {
    if (chunk.push(item) < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
