/** New keys from a leaf to the root, each encrypted to those below its sibling: RFC 9420 §7.6. */
import type { Reader } from "../codec/reader.ts";
import type { Writer } from "../codec/writer.ts";
import { MLS_LIMITS } from "../limits.ts";
import type { HpkeCiphertext } from "../provider/hpke.ts";
import { type LeafNode, readLeafNode, writeLeafNode } from "./leaf-node.ts";

export interface UpdatePathNode {
  readonly encryptionKey: Uint8Array;
  readonly encryptedPathSecrets: readonly HpkeCiphertext[];
}

export interface UpdatePath {
  readonly leafNode: LeafNode;
  readonly nodes: readonly UpdatePathNode[];
}

export function writeHpkeCiphertext(writer: Writer, { kemOutput, ciphertext }: HpkeCiphertext): void {
  writer.opaque(kemOutput).opaque(ciphertext);
}

export function readHpkeCiphertext(reader: Reader): HpkeCiphertext {
  return { kemOutput: reader.opaque(MLS_LIMITS.keyBytes), ciphertext: reader.opaque() };
}

export function writeUpdatePath(writer: Writer, path: UpdatePath): void {
  writeLeafNode(writer, path.leafNode);
  writer.list(path.nodes, (inner, node) =>
    inner.opaque(node.encryptionKey).list(node.encryptedPathSecrets, writeHpkeCiphertext),
  );
}

export function readUpdatePath(reader: Reader): UpdatePath {
  const readNode = (inner: Reader) => ({
    encryptionKey: inner.opaque(MLS_LIMITS.keyBytes),
    encryptedPathSecrets: inner.list(readHpkeCiphertext, MLS_LIMITS.ciphertextsPerNode),
  });
  return { leafNode: readLeafNode(reader), nodes: reader.list(readNode, MLS_LIMITS.treeDepth) };
}
