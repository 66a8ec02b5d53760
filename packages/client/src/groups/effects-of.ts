/**
 * What was done to messages of an end-to-end room by further records: edits, which say them anew, reactions and pins. Only the room's
 * members can tell what such a record is about.
 */
import { type MessageId, RECORD_KINDS, type RoomId } from "@warbler/protocol";
import type { ErasureReach } from "../erasures/erasure-reach.ts";
import type { Store } from "../store/store.ts";
import { type RoomRecord, recordFromBytes } from "../sync/room-record.ts";
import { recordKey, recordPrefix } from "../sync/room-window.ts";
import { contentFromBytes } from "../timeline/record-content.ts";
import { openedFromBytes, openedKey } from "./opened-entry.ts";

const PAGE = 250;
const EDITS: ReadonlySet<number> = new Set([RECORD_KINDS.edit]);
const ALL: ReadonlySet<number> = new Set([RECORD_KINDS.edit, RECORD_KINDS.reaction, RECORD_KINDS.pin]);
type Reading = Pick<Store, "list" | "read">;

/** The numbers of the edits of a message that this device has read. */
export const editsOf = (room: RoomId, seq: number, store: Reading): Promise<ReadonlySet<number>> =>
  effectsIn(room, { isMeant: (message) => message.seq === seq, kinds: EDITS, store });

/** The numbers of all that was done to these messages, with one look at each record of the room that this device holds. */
export const effectsOf = (
  room: RoomId,
  isMeant: (message: RoomRecord) => boolean,
  store: Reading,
): Promise<ReadonlySet<number>> => effectsIn(room, { isMeant, kinds: ALL, store });

async function effectsIn(
  room: RoomId,
  {
    isMeant,
    kinds,
    store,
  }: {
    readonly isMeant: (message: RoomRecord) => boolean;
    readonly kinds: ReadonlySet<number>;
    readonly store: Reading;
  },
): Promise<ReadonlySet<number>> {
  const [messages, effects] = [new Set<string>(), new Set<number>()];
  const prefix = recordPrefix(room);
  for (let after = recordKey(room, 0); ; ) {
    const page = await store.list({ prefix, after, limit: PAGE });
    for (const record of page.flatMap(({ value }) => recordFromBytes(room, value) ?? [])) {
      if (record.kind === RECORD_KINDS.message && isMeant(record)) messages.add(record.message);
      const target = kinds.has(record.kind) ? await targetOf(record, store) : undefined;
      if (target !== undefined && messages.has(target)) effects.add(record.seq);
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return effects;
    after = last.key;
  }
}

/**
 * Of the records that an erasure of one message names as its edits, those that this device knows to be none: the log has whatever
 * whoever runs it puts there, and under that name any record could go.
 */
export async function namedWrongly(
  { room, message }: Pick<ErasureReach, "room" | "message">,
  store: Reading,
): Promise<ReadonlySet<number>> {
  const wrong = new Set<number>();
  if (message === undefined) return wrong;
  const held = async (seq: number) => {
    const bytes = await store.read(recordKey(room, seq));
    return bytes && recordFromBytes(room, bytes);
  };
  const edited = await held(message.seq);
  for (const seq of message.edits) {
    const record = await held(seq);
    if (record === undefined) continue;
    const target = await targetOf(record, store);
    const isEdit = record.kind === RECORD_KINDS.edit && seq > message.seq;
    const isOfIt =
      edited === undefined || (record.author === edited.author && (target ?? edited.message) === edited.message);
    if (!isEdit || !isOfIt) wrong.add(seq);
  }
  return wrong;
}

async function targetOf({ room, seq, kind }: RoomRecord, store: Reading): Promise<MessageId | undefined> {
  const bytes = await store.read(openedKey(room, seq));
  const entry = bytes && openedFromBytes(bytes);
  const said = entry?.kind === "content" ? contentFromBytes(entry.content, kind) : undefined;
  return said !== undefined && "target" in said ? said.target : undefined;
}
