/** What an end-to-end room's contents leave behind beside themselves: unread mentions and pins, which no server can count. */
import { type AccountId, isId, type MessageId, RECORD_KINDS, type RoomId } from "@warbler/protocol";
import type { Store, StoreWrite } from "../store/store.ts";
import { type RoomRecord, recordFromBytes } from "../sync/room-record.ts";
import { firstSeqOf, recordKey } from "../sync/room-window.ts";
import type { RecordContent } from "../timeline/record-content.ts";
import {
  decoded,
  joined,
  readDouble,
  readText,
  readUint32,
  writeDouble,
  writeText,
  writeUint32,
} from "../wire/protobuf.ts";

const MOST_MENTIONS = 1_000;

export interface Pin {
  /** Of the pinned message. */
  readonly seq: number;
  readonly by: AccountId;
  readonly atMs: number;
}

const mentionPrefix = (room: RoomId) => `mention/${room}/`;
const mentionKey = (room: RoomId, seq: number) => `${mentionPrefix(room)}${String(seq).padStart(10, "0")}`;
const pinPrefix = (room: RoomId) => `pin/${room}/`;

/** The writes that a content opened by the group brings; records come in their order. */
export function effectWrites(record: RoomRecord, said: RecordContent, account: AccountId): readonly StoreWrite[] {
  const { room, seq, author, atMs } = record;
  if (said.kind === "message" && record.kind === RECORD_KINDS.message) {
    const isMentioned = author !== account && (said.mentionAll || said.mentions.includes(account));
    return isMentioned ? [{ key: mentionKey(room, seq), value: new Uint8Array() }] : [];
  }
  if (said.kind !== "pin") return [];
  const key = `${pinPrefix(room)}${said.target}`;
  if (said.removed) return [{ key, value: undefined }];
  return [{ key, value: joined([writeText(1, author), writeDouble(2, atMs), writeUint32(3, seq)]) }];
}

/** Where what a message left behind is kept: that it mentions this person, and its pin. */
export function markKeys({ room, seq, message }: RoomRecord): readonly string[] {
  return [mentionKey(room, seq), `${pinPrefix(room)}${message}`];
}

/** Mentions above the read cursor, up to 1,000. */
export async function countMentions(store: Store, room: RoomId, readSeq: number): Promise<number> {
  const found = await store.list({
    prefix: mentionPrefix(room),
    after: mentionKey(room, readSeq),
    limit: MOST_MENTIONS,
  });
  return found.length;
}

/** Takes away what was read. */
export async function forgetMentions(store: Store, room: RoomId, readSeq: number): Promise<void> {
  const found = await store.list({ prefix: mentionPrefix(room), limit: MOST_MENTIONS });
  const read = found.filter(({ key }) => key <= mentionKey(room, readSeq));
  if (read.length > 0) await store.write(read.map(({ key }) => ({ key, value: undefined })));
}

export async function pinsOf(store: Store, room: RoomId): Promise<readonly Pin[]> {
  const pins: Pin[] = [];
  for (const { key, value } of await store.list({ prefix: pinPrefix(room) })) {
    const target = key.slice(pinPrefix(room).length);
    const pin = decoded(value, (fields) => ({
      by: readText(fields, 1),
      atMs: readDouble(fields, 2),
      at: readUint32(fields, 3),
    }));
    if (pin === undefined || !isId<AccountId>(pin.by) || !isId<MessageId>(target)) continue;
    const seq = await firstSeqOf(store, room, target);
    const bytes = seq === undefined ? undefined : await store.read(recordKey(room, seq));
    // It may have been pinned by somebody who did not know yet that it was erased.
    const isErased = bytes !== undefined && recordFromBytes(room, bytes)?.erased === true;
    if (seq !== undefined && !isErased) pins.push({ seq, by: pin.by, atMs: pin.atMs });
  }
  return pins.sort((a, b) => a.atMs - b.atMs);
}
