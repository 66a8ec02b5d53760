/** What a new member needs to know of a group, signed by a member: RFC 9420 §12.4.3. */
import type { Reader } from "../codec/reader.ts";
import { encode, type Writer } from "../codec/writer.ts";
import { MLS_LIMITS } from "../limits.ts";
import { type Extension, readExtensions, writeExtensions } from "./extension.ts";
import { type GroupContext, readGroupContext, writeGroupContext } from "./group-context.ts";

export interface GroupInfoContent {
  readonly context: GroupContext;
  readonly extensions: readonly Extension[];
  readonly confirmationTag: Uint8Array;
  /** Leaf index of the member who signed. */
  readonly signer: number;
}

export interface GroupInfo extends GroupInfoContent {
  readonly signature: Uint8Array;
}

function writeContent(writer: Writer, info: GroupInfoContent): void {
  writeGroupContext(writer, info.context);
  writeExtensions(writer, info.extensions);
  writer.opaque(info.confirmationTag).uint32(info.signer);
}

/** RFC 9420 §12.4.3 GroupInfoTBS. */
export function groupInfoTbs(info: GroupInfoContent): Uint8Array {
  return encode(info, writeContent);
}

export function writeGroupInfo(writer: Writer, info: GroupInfo): void {
  writeContent(writer, info);
  writer.opaque(info.signature);
}

export function readGroupInfo(reader: Reader): GroupInfo {
  return {
    context: readGroupContext(reader),
    extensions: readExtensions(reader),
    confirmationTag: reader.opaque(MLS_LIMITS.keyBytes),
    signer: reader.uint32(),
    signature: reader.opaque(MLS_LIMITS.signatureBytes),
  };
}
