/** An invitation that a device publishes beforehand, so that others can add it while it is away: RFC 9420 §10. */

import type { Reader } from "../codec/reader.ts";
import { Writer } from "../codec/writer.ts";
import { MLS_LIMITS } from "../limits.ts";
import { refHash } from "../provider/labelled.ts";
import type { MlsProvider } from "../provider/provider.ts";
import { EXTENSION_TYPE, type Extension, findExtension, readExtensions, writeExtensions } from "./extension.ts";
import { type LeafNode, readLeafNode, writeLeafNode } from "./leaf-node.ts";

export interface KeyPackageContent {
  readonly version: number;
  readonly cipherSuite: number;
  readonly initKey: Uint8Array;
  readonly leafNode: LeafNode;
  readonly extensions: readonly Extension[];
}

export interface KeyPackage extends KeyPackageContent {
  readonly signature: Uint8Array;
  readonly encoded: Uint8Array;
}

/** RFC 9420 §10 KeyPackageTBS. */
export function keyPackageTbs(content: KeyPackageContent): Uint8Array {
  const writer = new Writer().uint16(content.version).uint16(content.cipherSuite).opaque(content.initKey);
  writeLeafNode(writer, content.leafNode);
  writeExtensions(writer, content.extensions);
  return writer.finish();
}

export function keyPackage(content: KeyPackageContent, signature: Uint8Array): KeyPackage {
  const encoded = new Writer().fixed(keyPackageTbs(content)).opaque(signature).finish();
  return { ...content, signature, encoded };
}

export function writeKeyPackage(writer: Writer, { encoded }: KeyPackage): void {
  writer.fixed(encoded);
}

export function readKeyPackage(reader: Reader): KeyPackage {
  const start = reader.position;
  const content = {
    version: reader.uint16(),
    cipherSuite: reader.uint16(),
    initKey: reader.opaque(MLS_LIMITS.keyBytes),
    leafNode: readLeafNode(reader),
    extensions: readExtensions(reader),
  };
  const signature = reader.opaque(MLS_LIMITS.signatureBytes);
  return { ...content, signature, encoded: reader.since(start) };
}

/** RFC 9420 §5.2 KeyPackageRef. */
export function keyPackageRef(provider: MlsProvider, { encoded }: KeyPackage): Uint8Array {
  return refHash(provider, "MLS 1.0 KeyPackage Reference", encoded);
}

/** Whether it may be used more than once, when no other is left. */
export function isLastResort({ extensions }: KeyPackage): boolean {
  return findExtension(extensions, EXTENSION_TYPE.lastResort) !== undefined;
}
