/** The imports that began in end-to-end rooms, as this device has read of them: what a further run goes on from. */
import { base64urlFromBytes, isId, type RoomId } from "@warbler/protocol";
import { portableHasher } from "@warbler/transparency";
import type { ImportSource } from "../rooms/room-import.ts";
import type { Store, StoreWrite } from "../store/store.ts";
import type { RoomRecord } from "../sync/room-record.ts";
import { decodeContent, encodeContent, type WireImport } from "../wire/content.ts";

const PREFIX = "import/";
const MOST = 1_000;

export interface ImportMark extends ImportSource {
  readonly room: RoomId;
  /** Message ids follow from it. */
  readonly namingKey: Uint8Array;
}

/** The writes that the record of a batch brings; only the first of an import leaves something. */
export function importWrites({ room, seq }: RoomRecord, content: Uint8Array): readonly StoreWrite[] {
  const said = decodeContent(content);
  if (said?.case !== "import" || !said.value.begins) return [];
  return [{ key: `${PREFIX}${room}/${String(seq).padStart(10, "0")}`, value: encodeContent(said) }];
}

/** The import of this source that began first in one of the rooms asked for. */
export async function importMark(
  store: Store,
  source: ImportSource,
  isWanted: (room: RoomId) => boolean,
): Promise<ImportMark | undefined> {
  for (const { key, value } of await store.list({ prefix: PREFIX, limit: MOST })) {
    const said = decodeContent(value);
    const room = key.split("/")[1] ?? "";
    if (said?.case !== "import" || !isId<RoomId>(room) || !isWanted(room) || !isSame(said.value, source)) continue;
    return { ...source, room, namingKey: said.value.namingKey };
  }
  return undefined;
}

/**
 * Where this source goes: the room of an earlier import that this account is in, or the id of one to be made, which is kept
 * before it is made, so that an interruption does not leave a second room.
 */
export async function roomForImport(
  source: ImportSource,
  {
    store,
    newRoom,
    isIn,
  }: { readonly store: Store; readonly newRoom: () => RoomId; readonly isIn: (room: RoomId) => boolean },
): Promise<{ readonly id: RoomId; readonly isBegun: boolean }> {
  const mark = await importMark(store, source, isIn);
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
