/** A content key and what it opens, as a keychain or a transfer carries it. */
import { type AccountId, idFromBytes, type MessageId, type RoomId } from "@warbler/protocol";
import { CONTENT_KEY_BYTES } from "../content-key/material.ts";
import { concat } from "../primitives/bytes.ts";
import { decodeRows, ID_BYTES, idBytes } from "../primitives/fields.ts";
import { HASH_BYTES } from "../primitives/hashing.ts";

export interface HeldKey {
  readonly room: RoomId;
  readonly message: MessageId;
  /** SHA-256 of the content part. */
  readonly contentHash: Uint8Array<ArrayBuffer>;
  readonly author: AccountId;
  readonly contentKey: Uint8Array<ArrayBuffer>;
}

const MESSAGE_AT = ID_BYTES;
const HASH_AT = MESSAGE_AT + ID_BYTES;
const AUTHOR_AT = HASH_AT + HASH_BYTES;
const KEY_AT = AUTHOR_AT + ID_BYTES;
export const HELD_KEY_BYTES = KEY_AT + CONTENT_KEY_BYTES;

/** room (16) ‖ message (16) ‖ SHA-256 of the content part (32) ‖ author (16) ‖ content key (32), for each. */
export function encodeHeldKeys(keys: readonly HeldKey[]): Uint8Array<ArrayBuffer> {
  const bytes = concat(
    ...keys.flatMap(({ room, message, contentHash, author, contentKey }) => [
      idBytes(room),
      idBytes(message),
      contentHash,
      idBytes(author),
      contentKey,
    ]),
  );
  if (bytes.length !== keys.length * HELD_KEY_BYTES) throw new RangeError("expected keys and hashes of 32 bytes");
  return bytes;
}

/** Undefined for no keys at all, more than `most`, or a part of one. */
export function decodeHeldKeys(bytes: Uint8Array, most: number): readonly HeldKey[] | undefined {
  const rows = decodeRows(bytes, { sizeBytes: HELD_KEY_BYTES, most });
  if (rows === undefined || rows.length === 0) return undefined;
  return rows.map((row) => ({
    room: idFromBytes<RoomId>(row.subarray(0, MESSAGE_AT)),
    message: idFromBytes<MessageId>(row.subarray(MESSAGE_AT, HASH_AT)),
    contentHash: row.slice(HASH_AT, AUTHOR_AT),
    author: idFromBytes<AccountId>(row.subarray(AUTHOR_AT, KEY_AT)),
    contentKey: row.slice(KEY_AT),
  }));
}
