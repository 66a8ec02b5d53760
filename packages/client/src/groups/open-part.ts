/** Opens the content part of a record, and holds it to the device that the record names. */
import { CONTENT_KEY_BYTES, openContent } from "@warbler/crypto/content-key";
import { verifyingKeyFromBytes } from "@warbler/crypto/identity";
import type { RoomRecord } from "../sync/room-record.ts";

/** The bytes of the `Content`, when the part is what the device that the record names made with this key. */
export async function openPart(
  record: Pick<RoomRecord, "room" | "author" | "device" | "message" | "kind">,
  keys: { readonly contentKey: Uint8Array; readonly part: Uint8Array; readonly verifyingKey: Uint8Array },
): Promise<Uint8Array | undefined> {
  const { room, author, device, message, kind } = record;
  const verifyingKey = verifyingKeyFromBytes(keys.verifyingKey);
  if (device === undefined || verifyingKey === undefined || keys.contentKey.length !== CONTENT_KEY_BYTES)
    return undefined;
  const header = { room, author, device, message, kind };
  return openContent({ header, contentKey: keys.contentKey, verifyingKey }, keys.part);
}
