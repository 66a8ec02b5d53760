/** What a content key turns into for one header. */

import { hkdfSha256 } from "../primitives/hashing.ts";
import { END_TO_END_LABELS } from "../primitives/labels.ts";
import { AEAD_KEY_BYTES, AEAD_NONCE_BYTES } from "../primitives/primitives.ts";

export const CONTENT_KEY_BYTES = 32;
export const COMMITMENT_BYTES = 32;

export interface ContentMaterial {
  readonly key: Uint8Array<ArrayBuffer>;
  readonly nonce: Uint8Array<ArrayBuffer>;
  /** Tells which content key it is, since AES-GCM alone opens under more than one. */
  readonly commitment: Uint8Array<ArrayBuffer>;
}

const INFO = new TextEncoder().encode(END_TO_END_LABELS.content);

/** HKDF-SHA-256(ikm = content key, salt = hash of the header, info = "warbler/1/content") = key ‖ nonce ‖ commitment. */
export function contentMaterial(contentKey: Uint8Array, headerHash: Uint8Array): ContentMaterial {
  if (contentKey.length !== CONTENT_KEY_BYTES)
    throw new RangeError(`expected a content key of ${CONTENT_KEY_BYTES} bytes, got ${contentKey.length}`);
  const sizeBytes = AEAD_KEY_BYTES + AEAD_NONCE_BYTES + COMMITMENT_BYTES;
  const bytes = hkdfSha256({ secret: contentKey, salt: headerHash, info: INFO, sizeBytes });
  const nonceAt = AEAD_KEY_BYTES;
  const commitmentAt = nonceAt + AEAD_NONCE_BYTES;
  return {
    key: bytes.slice(0, nonceAt),
    nonce: bytes.slice(nonceAt, commitmentAt),
    commitment: bytes.slice(commitmentAt),
  };
}
