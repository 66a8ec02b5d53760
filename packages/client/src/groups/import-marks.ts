/** The imports that began in end-to-end rooms, as this device has read of them: what a further run goes on from. */
import { contentHash, NAMING_KEY_BYTES } from "@warbler/crypto/content-key";
import { type AccountId, base64urlFromBytes, isId, RECORD_KINDS, type RoomId } from "@warbler/protocol";
import { portableHasher } from "@warbler/transparency";
import type { ImportSource } from "../rooms/room-import.ts";
import type { Store, StoreWrite } from "../store/store.ts";
import { equalBytes } from "../sync/equal-bytes.ts";
import type { RoomRecord } from "../sync/room-record.ts";
import { decodeContent, encodeContent, type WireImport } from "../wire/content.ts";
import { decodeEndToEnd } from "../wire/end-to-end.ts";

const PREFIX = "import/";
const NO_PARTS = new Uint8Array();

export interface ImportMark extends ImportSource {
  readonly room: RoomId;
  /** Message ids follow from it. */
  readonly namingKey: Uint8Array;
  /** Who began it. */
  readonly by: string;
}

/** The writes that the record of a batch brings: which messages are of it, and of the first of an import its mark. */
export function importWrites(record: RoomRecord, content: Uint8Array): readonly StoreWrite[] {
  const said = decodeContent(content);
  const hash = batchHashOf(record);
  if (said?.case !== "import" || hash === undefined) return [];
  const { parts, begins, namingKey } = said.value;
  const list = parts.length === 0 ? [] : [{ key: batchListKey(record.room, hash), value: parts }];
  const isMark = begins && namingKey.length === NAMING_KEY_BYTES;
  return [
    ...list,
    ...(isMark
      ? [{ key: importMarkKey(record), value: encodeContent({ ...said, value: { ...said.value, parts: NO_PARTS } }) }]
      : []),
  ];
}

/** Where it stands what an import left here besides its messages. */
export function importKeys(record: RoomRecord): readonly string[] {
  const hash = record.kind === RECORD_KINDS.import ? batchHashOf(record) : undefined;
  return [importMarkKey(record), ...(hash === undefined ? [] : [batchListKey(record.room, hash)])];
}

function batchHashOf({ content }: RoomRecord): Uint8Array | undefined {
  const wire = decodeEndToEnd(content);
  return wire && contentHash(wire.content);
}

function batchListKey(room: RoomId, batch: Uint8Array): string {
  return `batch/${room}/${base64urlFromBytes(batch)}`;
}

/**
 * Whether a message is one of those that the record of its batch names, which its importer signed while in the room; undefined while that
 * record is not here. Who was taken out since has the batch's key, and can add nothing to it.
 */
export async function isInBatch(
  store: Pick<Store, "read">,
  { room, batch, part }: { readonly room: RoomId; readonly batch: Uint8Array; readonly part: Uint8Array },
): Promise<boolean | undefined> {
  const list = await store.read(batchListKey(room, batch));
  if (list === undefined) return undefined;
  const hash = contentHash(part);
  for (let at = 0; at < list.length; at += hash.length)
    if (equalBytes(list.subarray(at, at + hash.length), hash)) return true;
  return false;
}

export function importMarkKey({ room, seq, author }: RoomRecord): string {
  return `${PREFIX}${room}/${String(seq).padStart(10, "0")}/${author}`;
}

/** The import of this source that began first in the room. */
export async function importMark(store: Store, source: ImportSource, room: RoomId): Promise<ImportMark | undefined> {
  const [first] = await marksUnder(`${PREFIX}${room}/`, source, store);
  return first;
}

async function marksUnder(prefix: string, source: ImportSource, store: Store): Promise<readonly ImportMark[]> {
  return (await store.list({ prefix })).flatMap(({ key, value }) => {
    const said = decodeContent(value);
    const [, room = "", , by = ""] = key.split("/");
    if (said?.case !== "import" || !isId<RoomId>(room) || !isSame(said.value, source)) return [];
    return [{ ...source, room, namingKey: said.value.namingKey, by }];
  });
}

/**
 * Where this source goes: the room where this account began to bring it in and still is, or the id of one to be made, which is
 * kept before it is made, so that an interruption does not leave a second room. What others began is gone on with only where
 * somebody names the room: anyone can begin an import of that name in a room of their own.
 */
export async function roomForImport(
  source: ImportSource,
  {
    store,
    account,
    newRoom,
    isIn,
  }: {
    readonly store: Store;
    readonly account: AccountId;
    readonly newRoom: () => RoomId;
    readonly isIn: (room: RoomId) => boolean;
  },
): Promise<{ readonly id: RoomId; readonly isBegun: boolean }> {
  const mark = (await marksUnder(PREFIX, source, store)).find(({ by, room }) => by === account && isIn(room));
  if (mark !== undefined) return { id: mark.room, isBegun: true };
  const { format, source: name, channel } = source;
  const utf8 = new TextEncoder();
  const digest = portableHasher.sha256(utf8.encode(JSON.stringify([format, name, channel])));
  const key = `importing/${base64urlFromBytes(digest)}`;
  const kept = new TextDecoder().decode((await store.read(key)) ?? new Uint8Array());
  if (isId<RoomId>(kept)) return { id: kept, isBegun: false };
  const id = newRoom();
  await store.write([{ key, value: utf8.encode(id) }]);
  return { id, isBegun: false };
}

function isSame({ format, source, channel }: WireImport, wanted: ImportSource): boolean {
  return format === wanted.format && source === wanted.source && channel === wanted.channel;
}
