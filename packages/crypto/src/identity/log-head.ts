/** How much of the identity log a sender has verified, told inside MLS authenticated data, so that a split view shows. */
import { concat } from "../primitives/bytes.ts";
import { uint64Bytes, uint64FromBytes } from "../primitives/fields.ts";
import { HASH_BYTES } from "../primitives/hashing.ts";

export interface LogHead {
  /** Entries of the log. */
  readonly size: number;
  /** RFC 6962 root over them. */
  readonly root: Uint8Array<ArrayBuffer>;
}

export const LOG_HEAD_BYTES = 8 + HASH_BYTES;

/** size (u64) ‖ root (32). */
export function encodeLogHead({ size, root }: LogHead): Uint8Array<ArrayBuffer> {
  if (root.length !== HASH_BYTES) throw new RangeError(`expected a root of ${HASH_BYTES} bytes, got ${root.length}`);
  return concat(uint64Bytes(size), root);
}

export function decodeLogHead(bytes: Uint8Array): LogHead | undefined {
  if (bytes.length !== LOG_HEAD_BYTES) return undefined;
  const size = uint64FromBytes(bytes.subarray(0, 8));
  return size === undefined ? undefined : { size, root: new Uint8Array(bytes.subarray(8)) };
}
