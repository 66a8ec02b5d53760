/** The MLS application message of a record: the content key and what it belongs to, of one length for all messages. */
import { idFromBytes, type MessageId } from "@warbler/protocol";
import { concat } from "../primitives/bytes.ts";
import { ID_BYTES, idBytes } from "../primitives/fields.ts";
import { HASH_BYTES } from "../primitives/hashing.ts";
import { CONTENT_KEY_BYTES } from "./material.ts";

const VERSION = 1;
export const MESSAGE_KEY_BYTES = 1 + CONTENT_KEY_BYTES + HASH_BYTES + ID_BYTES;

export interface MessageKey {
  readonly contentKey: Uint8Array<ArrayBuffer>;
  /** SHA-256 of the content part. */
  readonly contentHash: Uint8Array<ArrayBuffer>;
  readonly message: MessageId;
}

/** 0x01 ‖ content key (32) ‖ SHA-256 of the content part (32) ‖ message id (16). */
export function encodeMessageKey({ contentKey, contentHash, message }: MessageKey): Uint8Array<ArrayBuffer> {
  const bytes = concat(Uint8Array.of(VERSION), contentKey, contentHash, idBytes(message));
  if (bytes.length !== MESSAGE_KEY_BYTES) throw new RangeError(`expected a key and a hash of 32 bytes each`);
  return bytes;
}

export function decodeMessageKey(bytes: Uint8Array): MessageKey | undefined {
  if (bytes.length !== MESSAGE_KEY_BYTES || bytes[0] !== VERSION) return undefined;
  const hashAt = 1 + CONTENT_KEY_BYTES;
  const messageAt = hashAt + HASH_BYTES;
  return {
    contentKey: new Uint8Array(bytes.subarray(1, hashAt)),
    contentHash: new Uint8Array(bytes.subarray(hashAt, messageAt)),
    message: idFromBytes<MessageId>(bytes.subarray(messageAt)),
  };
}
