/**
 * What this device encrypted to be sent: the content part, made once, its key, and the last MLS part. It is stored before
 * the first try and kept until the record has come back, which no group state could open: a sender's ratchet only turns.
 */
import type { MessageId } from "@warbler/protocol";
import {
  decoded,
  joined,
  readBytes,
  readDouble,
  readUint32,
  writeBytes,
  writeDouble,
  writeUint32,
} from "../wire/protobuf.ts";

export interface SealedEntry {
  readonly contentKey: Uint8Array;
  readonly part: Uint8Array;
  /** What the part says: bytes of a `Content`. */
  readonly content: Uint8Array;
  /** The group and the epoch that `mls` belongs to. */
  readonly generation: number;
  readonly epoch: number;
  /** The MLS part of the last try; empty before there was one. */
  readonly mls: Uint8Array;
}

export function sealedKey(message: MessageId): string {
  return `sealed/${message}`;
}

/** In protobuf's encoding: contentKey 1, part 2, generation 3, epoch 4, mls 5, content 6. */
export function bytesFromSealed({ contentKey, part, content, generation, epoch, mls }: SealedEntry): Uint8Array {
  return joined([
    writeBytes(1, contentKey),
    writeBytes(2, part),
    writeUint32(3, generation),
    writeDouble(4, epoch),
    writeBytes(5, mls),
    writeBytes(6, content),
  ]);
}

export function sealedFromBytes(bytes: Uint8Array): SealedEntry | undefined {
  return decoded(bytes, (fields) => ({
    contentKey: readBytes(fields, 1),
    part: readBytes(fields, 2),
    generation: readUint32(fields, 3),
    epoch: readDouble(fields, 4),
    mls: readBytes(fields, 5),
    content: readBytes(fields, 6),
  }));
}
