/**
 * A segment: the words of a room's records in one range of seqs, in a part for each month, each sealed under a key that
 * dies with the first record in it that does. The head names what is in the record's own columns in clear as well: seqs,
 * months, authors. A segment is derived: whoever cannot open one makes it again from the record.
 * Layout: length of the head (4, big-endian) ‖ head as JSON ‖ the sealed parts in the head's order.
 */
import { isMonthNumber, type MonthNumber, open, type SealPlace, seal } from "@warbler/crypto";
import { type AccountId, isId, type RoomId } from "@warbler/protocol";
import * as z from "zod/mini";
import { DESTROYED, type Destroyed } from "../../kernel/keys/keyring.ts";
import type { Vault } from "../../kernel/keys/vault.ts";
import type { MonthWords } from "./month-words.ts";
import { encodePostings, Postings } from "./postings.ts";

/** Seqs after `after`, up to and including `to`. */
export interface SeqRange {
  readonly after: number;
  readonly to: number;
}

const partHead = z.strictObject({
  month: z.custom<MonthNumber>((value) => typeof value === "number" && isMonthNumber(value)),
  authors: z.array(z.custom<AccountId>((value) => typeof value === "string" && isId(value))),
  /** Messages, and records: those and edits. */
  messages: z.int().check(z.gte(0)),
  records: z.int().check(z.gte(0)),
  bytes: z.int().check(z.gte(0)),
});
const head = z.strictObject({ version: z.literal(1), parts: z.array(partHead) });
export type PartHead = z.infer<typeof partHead>;

export interface Segment {
  readonly room: RoomId;
  readonly range: SeqRange;
  readonly parts: readonly PartHead[];
}
export type SealedSegment = Segment & { readonly sealed: readonly Uint8Array[] };

const placeOf = (room: RoomId, { after, to }: SeqRange, month: MonthNumber, keyId: string): SealPlace => ({
  table: "search_segments",
  column: "postings",
  rowId: `${room}/${after}/${to}/${month}`,
  keyId,
});

/** `DESTROYED` when a record in it was erased since its words were gathered. */
export function sealSegment(
  vault: Vault,
  { room, range, months }: { room: RoomId; range: SeqRange; months: ReadonlyMap<MonthNumber, MonthWords> },
): SealedSegment | Destroyed {
  const parts: PartHead[] = [];
  const sealed: Uint8Array[] = [];
  for (const [month, words] of months) {
    if (!words.isOf(vault.monthState(room, month))) return DESTROYED;
    const authors = [...words.authors].sort();
    const key = vault.segmentKeyFor({ room, month, authors });
    if (key === DESTROYED) return DESTROYED;
    const postings = encodePostings(words.seqsByWord, range.after);
    const bytes = seal(key.key, placeOf(room, range, month, key.id), postings);
    parts.push({ month, authors, messages: words.messages, records: words.records, bytes: bytes.length });
    sealed.push(bytes);
  }
  return { room, range, parts, sealed };
}

/** The words of each part, in the order of the parts; `undefined` when a record in it was erased, or the bytes are damaged. */
export function openSegment(vault: Vault, { room, range, parts, sealed }: SealedSegment): Postings[] | undefined {
  const opened: Postings[] = [];
  for (const [at, { month, authors }] of parts.entries()) {
    const key = vault.segmentKeyFor({ room, month, authors });
    const bytes = sealed[at];
    if (key === DESTROYED || bytes === undefined) return undefined;
    const postings = open(key.key, placeOf(room, range, month, key.id), bytes);
    if (postings === undefined) return undefined;
    opened.push(new Postings(postings, range.after));
  }
  return opened;
}

export function encodeSegment({ parts, sealed }: SealedSegment): Uint8Array {
  const json = Buffer.from(JSON.stringify({ version: 1, parts }));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return Buffer.concat([length, json, ...sealed]);
}

/** `undefined` for bytes that are no segment: a file cut short, or of another version. */
export function decodeSegment(room: RoomId, range: SeqRange, bytes: Uint8Array): SealedSegment | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length < 4) return undefined;
  let at = 4 + file.readUInt32BE(0);
  const parsed = head.safeParse(jsonOf(file.subarray(4, at).toString()));
  if (!parsed.success) return undefined;
  const sealed: Uint8Array[] = [];
  for (const part of parsed.data.parts) {
    sealed.push(file.subarray(at, at + part.bytes));
    at += part.bytes;
  }
  return at === file.length ? { room, range, parts: parsed.data.parts, sealed } : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
