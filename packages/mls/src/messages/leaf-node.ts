/** A member's leaf: RFC 9420 §7.2. It keeps the bytes it came as, so that nothing is encoded twice. */
import type { Reader } from "../codec/reader.ts";
import { encode, Writer } from "../codec/writer.ts";
import { MLS_LIMITS } from "../limits.ts";
import { refuse } from "../refusal.ts";
import { type Credential, readCredential, writeCredential } from "./credential.ts";
import { type Extension, readExtensions, readTypes, writeExtensions, writeTypes } from "./extension.ts";

/** What a member's software understands: RFC 9420 §7.2 Capabilities. */
export interface Capabilities {
  readonly versions: readonly number[];
  readonly cipherSuites: readonly number[];
  readonly extensions: readonly number[];
  readonly proposals: readonly number[];
  readonly credentials: readonly number[];
}

/** Seconds since 1970. */
export interface Lifetime {
  readonly notBefore: bigint;
  readonly notAfter: bigint;
}

export type LeafNodeSource =
  | { readonly kind: "key_package"; readonly lifetime: Lifetime }
  | { readonly kind: "update" }
  | { readonly kind: "commit"; readonly parentHash: Uint8Array };

export interface LeafNodeContent {
  readonly encryptionKey: Uint8Array;
  readonly signatureKey: Uint8Array;
  readonly credential: Credential;
  readonly capabilities: Capabilities;
  readonly source: LeafNodeSource;
  readonly extensions: readonly Extension[];
}

export interface LeafNode extends LeafNodeContent {
  readonly signature: Uint8Array;
  readonly encoded: Uint8Array;
  /** `encoded` without the signature. */
  readonly encodedContent: Uint8Array;
}

const SOURCE = { key_package: 1, update: 2, commit: 3 } as const;

function writeContent(writer: Writer, leaf: LeafNodeContent): void {
  writer.opaque(leaf.encryptionKey).opaque(leaf.signatureKey);
  writeCredential(writer, leaf.credential);
  for (const types of capabilityLists(leaf.capabilities)) writeTypes(writer, types);
  writer.uint8(SOURCE[leaf.source.kind]);
  switch (leaf.source.kind) {
    case "key_package":
      writer.uint64(leaf.source.lifetime.notBefore).uint64(leaf.source.lifetime.notAfter);
      break;
    case "update":
      break;
    case "commit":
      writer.opaque(leaf.source.parentHash);
  }
  writeExtensions(writer, leaf.extensions);
}

function capabilityLists(capabilities: Capabilities): readonly (readonly number[])[] {
  const { versions, cipherSuites, extensions, proposals, credentials } = capabilities;
  return [versions, cipherSuites, extensions, proposals, credentials];
}

/** Where a leaf stands; a leaf made outside a group (in a key package) stands nowhere. */
export interface LeafPosition {
  readonly groupId: Uint8Array;
  readonly leafIndex: number;
}

/** RFC 9420 §7.2 LeafNodeTBS of a content that `encodeLeafContent` encoded. */
export function leafNodeTbs(
  kind: LeafNodeSource["kind"],
  encodedContent: Uint8Array,
  position: LeafPosition,
): Uint8Array {
  const writer = new Writer().fixed(encodedContent);
  if (kind !== "key_package") writer.opaque(position.groupId).uint32(position.leafIndex);
  return writer.finish();
}

export function encodeLeafContent(content: LeafNodeContent): Uint8Array {
  return encode(content, writeContent);
}

export function leafNode(content: LeafNodeContent, encodedContent: Uint8Array, signature: Uint8Array): LeafNode {
  const encoded = new Writer().fixed(encodedContent).opaque(signature).finish();
  return { ...content, signature, encoded, encodedContent };
}

export function writeLeafNode(writer: Writer, leaf: LeafNode): void {
  writer.fixed(leaf.encoded);
}

export function readLeafNode(reader: Reader): LeafNode {
  const start = reader.position;
  const content = {
    encryptionKey: reader.opaque(MLS_LIMITS.keyBytes),
    signatureKey: reader.opaque(MLS_LIMITS.keyBytes),
    credential: readCredential(reader),
    capabilities: readCapabilities(reader),
    source: readSource(reader),
    extensions: readExtensions(reader),
  };
  const encodedContent = reader.since(start);
  const signature = reader.opaque(MLS_LIMITS.signatureBytes);
  return { ...content, signature, encoded: reader.since(start), encodedContent };
}

function readCapabilities(reader: Reader): Capabilities {
  return {
    versions: readTypes(reader),
    cipherSuites: readTypes(reader),
    extensions: readTypes(reader),
    proposals: readTypes(reader),
    credentials: readTypes(reader),
  };
}

function readSource(reader: Reader): LeafNodeSource {
  const source = reader.uint8();
  if (source === SOURCE.key_package) {
    return { kind: "key_package", lifetime: { notBefore: reader.uint64(), notAfter: reader.uint64() } };
  }
  if (source === SOURCE.update) return { kind: "update" };
  if (source === SOURCE.commit) return { kind: "commit", parentHash: reader.opaque(MLS_LIMITS.keyBytes) };
  return refuse("malformed", "a known leaf_node_source");
}
