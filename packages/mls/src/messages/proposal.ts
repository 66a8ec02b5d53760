/** What a commit may change: RFC 9420 §12.1. */
import type { Reader } from "../codec/reader.ts";
import type { Writer } from "../codec/writer.ts";
import { MLS_LIMITS } from "../limits.ts";
import { refuse } from "../refusal.ts";
import { type Extension, readExtensions, writeExtensions } from "./extension.ts";
import { type KeyPackage, readKeyPackage, writeKeyPackage } from "./key-package.ts";
import { type LeafNode, readLeafNode, writeLeafNode } from "./leaf-node.ts";
import { type PreSharedKeyId, readPskId, writePskId } from "./psk-id.ts";

/** RFC 9420 §12.1.5: the group that shall follow this one. */
export interface ReInit {
  readonly groupId: Uint8Array;
  readonly version: number;
  readonly cipherSuite: number;
  readonly extensions: readonly Extension[];
}

export type Proposal =
  | { readonly kind: "add"; readonly keyPackage: KeyPackage }
  | { readonly kind: "update"; readonly leafNode: LeafNode }
  | { readonly kind: "remove"; readonly removed: number }
  | { readonly kind: "psk"; readonly psk: PreSharedKeyId }
  | { readonly kind: "reinit"; readonly reinit: ReInit }
  | { readonly kind: "external_init"; readonly kemOutput: Uint8Array }
  | { readonly kind: "group_context_extensions"; readonly extensions: readonly Extension[] };

export const PROPOSAL_TYPE = {
  add: 1,
  update: 2,
  remove: 3,
  psk: 4,
  reinit: 5,
  external_init: 6,
  group_context_extensions: 7,
} as const satisfies Readonly<Record<Proposal["kind"], number>>;

export function writeProposal(writer: Writer, proposal: Proposal): void {
  writer.uint16(PROPOSAL_TYPE[proposal.kind]);
  switch (proposal.kind) {
    case "add":
      writeKeyPackage(writer, proposal.keyPackage);
      return;
    case "update":
      writeLeafNode(writer, proposal.leafNode);
      return;
    case "remove":
      writer.uint32(proposal.removed);
      return;
    case "psk":
      writePskId(writer, proposal.psk);
      return;
    case "reinit": {
      const { groupId, version, cipherSuite, extensions } = proposal.reinit;
      writer.opaque(groupId).uint16(version).uint16(cipherSuite);
      writeExtensions(writer, extensions);
      return;
    }
    case "external_init":
      writer.opaque(proposal.kemOutput);
      return;
    case "group_context_extensions":
      writeExtensions(writer, proposal.extensions);
  }
}

export function readProposal(reader: Reader): Proposal {
  // A proposal has no length of its own: one of an unknown type cannot be passed over (RFC 9420 §12.1, §13).
  switch (reader.uint16()) {
    case PROPOSAL_TYPE.add:
      return { kind: "add", keyPackage: readKeyPackage(reader) };
    case PROPOSAL_TYPE.update:
      return { kind: "update", leafNode: readLeafNode(reader) };
    case PROPOSAL_TYPE.remove:
      return { kind: "remove", removed: reader.uint32() };
    case PROPOSAL_TYPE.psk:
      return { kind: "psk", psk: readPskId(reader) };
    case PROPOSAL_TYPE.reinit: {
      const groupId = reader.opaque(MLS_LIMITS.groupIdBytes);
      const [version, cipherSuite] = [reader.uint16(), reader.uint16()];
      return { kind: "reinit", reinit: { groupId, version, cipherSuite, extensions: readExtensions(reader) } };
    }
    case PROPOSAL_TYPE.external_init:
      return { kind: "external_init", kemOutput: reader.opaque(MLS_LIMITS.keyBytes) };
    case PROPOSAL_TYPE.group_context_extensions:
      return { kind: "group_context_extensions", extensions: readExtensions(reader) };
    default:
      return refuse("unsupported", "a proposal type of RFC 9420");
  }
}
