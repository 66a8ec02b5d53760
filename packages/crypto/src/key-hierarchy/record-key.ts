/**
 * The key of one record: it exists only while both the leaf of its room's tree for the month and its author's key for the
 * month exist. Erasing either one erases the record.
 */
import type { RoomId } from "@warbler/protocol";
import { canonicalFields, uint64 } from "../canonical.ts";
import { SEALING_KEY_BYTES, type SealingKey, sealingKeyFromBytes } from "../envelope/seal.ts";
import { wipe } from "../secret.ts";
import { hkdfExpandBlock } from "./hkdf.ts";
import { LABELS } from "./labels.ts";

const SECRET_BYTES = 32;

export interface RecordKeySource {
  /** 32 bytes: the leaf at index `seq` of the tree of (room, month). */
  readonly leaf: Uint8Array;
  /** 32 bytes: the key of (author, month). */
  readonly authorMonthKey: Uint8Array;
  readonly roomId: RoomId;
  readonly seq: number;
}

export interface RecordKey {
  readonly sealingKey: SealingKey;
  /** 32 bytes that hide the record in its public commitment. They die with the key, and the commitment with them. */
  readonly commitmentSalt: Uint8Array;
}

/**
 * HKDF-Expand with SHA-512 (RFC 5869 §2.3); PRK = leaf ‖ author's key, info = canonical(label, room, seq as 8 bytes). Both
 * secrets are uniformly random and together have the length of the hash, so that there is nothing to extract (§3.3).
 */
export function recordKey(source: RecordKeySource): RecordKey {
  if (source.leaf.length !== SECRET_BYTES || source.authorMonthKey.length !== SECRET_BYTES) {
    throw new RangeError(`two keys of 32 bytes, got ${source.leaf.length} and ${source.authorMonthKey.length}`);
  }
  const secrets = Buffer.concat([source.leaf, source.authorMonthKey]);
  const info = canonicalFields([LABELS.recordKey, source.roomId, uint64(source.seq)]);
  const material = hkdfExpandBlock(secrets, info);
  const sealingKey = sealingKeyFromBytes(material.subarray(0, SEALING_KEY_BYTES));
  // A copy: `slice` of a Buffer would share the memory that is wiped below.
  const commitmentSalt = new Uint8Array(material.subarray(SEALING_KEY_BYTES));
  wipe(secrets, material);
  return { sealingKey, commitmentSalt };
}
