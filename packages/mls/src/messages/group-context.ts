/** What all members of a group agree on in an epoch: RFC 9420 §8.1. */
import type { Reader } from "../codec/reader.ts";
import { encode, type Writer } from "../codec/writer.ts";
import { MLS_LIMITS } from "../limits.ts";
import { require } from "../refusal.ts";
import { type Extension, readExtensions, writeExtensions } from "./extension.ts";
import { MLS10 } from "./protocol-version.ts";

export interface GroupContext {
  readonly cipherSuite: number;
  readonly groupId: Uint8Array;
  readonly epoch: bigint;
  readonly treeHash: Uint8Array;
  readonly confirmedTranscriptHash: Uint8Array;
  readonly extensions: readonly Extension[];
}

export function writeGroupContext(writer: Writer, context: GroupContext): void {
  writer.uint16(MLS10).uint16(context.cipherSuite).opaque(context.groupId).uint64(context.epoch);
  writer.opaque(context.treeHash).opaque(context.confirmedTranscriptHash);
  writeExtensions(writer, context.extensions);
}

export function encodeGroupContext(context: GroupContext): Uint8Array {
  return encode(context, writeGroupContext);
}

export function readGroupContext(reader: Reader): GroupContext {
  require(reader.uint16() === MLS10, "unsupported", "protocol version mls10");
  return {
    cipherSuite: reader.uint16(),
    groupId: reader.opaque(MLS_LIMITS.groupIdBytes),
    epoch: reader.uint64(),
    treeHash: reader.opaque(MLS_LIMITS.keyBytes),
    confirmedTranscriptHash: reader.opaque(MLS_LIMITS.keyBytes),
    extensions: readExtensions(reader),
  };
}
