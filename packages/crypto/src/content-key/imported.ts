/**
 * Messages that a member brings in from another system: one MLS message carries the content key of a whole batch, and each
 * message of the batch has a key of its own that follows from it, so that one can be disclosed without the others.
 */
import { idFromDigest, type MessageId } from "@warbler/protocol";
import { encodeFields, ID_BYTES } from "../primitives/fields.ts";
import { hkdfSha256 } from "../primitives/hashing.ts";
import { END_TO_END_LABELS } from "../primitives/labels.ts";
import { type ContentHeader, headerHash } from "./header.ts";
import { CONTENT_KEY_BYTES } from "./material.ts";

export const NAMING_KEY_BYTES = 32;
const INFO = new TextEncoder().encode(END_TO_END_LABELS.importedContentKey);
const NO_SALT = new Uint8Array();

/** HKDF-SHA-256(ikm = content key of the batch, salt = hash of the message's header, info = "warbler/1/imported-content-key"). */
export function importedContentKey(batchKey: Uint8Array, header: ContentHeader): Uint8Array<ArrayBuffer> {
  if (batchKey.length !== CONTENT_KEY_BYTES) throw new RangeError(`expected 32 bytes, got ${batchKey.length}`);
  return hkdfSha256({ secret: batchKey, salt: headerHash(header), info: INFO, sizeBytes: CONTENT_KEY_BYTES });
}

/**
 * The id that a message of the source always gets in the room: first 127 bits of HKDF-SHA-256(ikm = naming key, no salt,
 * info = canonical("warbler/1/imported-message", source id)). Without the key nobody can tell which message it names.
 */
export function importedMessageId(namingKey: Uint8Array, sourceId: string): MessageId {
  if (namingKey.length !== NAMING_KEY_BYTES) throw new RangeError(`expected 32 bytes, got ${namingKey.length}`);
  const info = encodeFields([END_TO_END_LABELS.importedMessage, sourceId.toWellFormed()]);
  return idFromDigest<MessageId>(hkdfSha256({ secret: namingKey, salt: NO_SALT, info, sizeBytes: ID_BYTES }));
}
