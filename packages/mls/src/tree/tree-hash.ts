/** The hash of a tree, known again after a change for the price of one path: RFC 9420 §7.8. */
import { Writer } from "../codec/writer.ts";
import { writeLeafNode } from "../messages/leaf-node.ts";
import type { MlsProvider } from "../provider/provider.ts";
import {
  hasLeafBelow,
  leafAt,
  type ParentNode,
  parentAt,
  type RatchetTree,
  rootOf,
  writeParentNode,
} from "./ratchet-tree.ts";
import { isLeaf, leafOfNode, left, right } from "./tree-math.ts";

export function treeHash(provider: MlsProvider, tree: RatchetTree, node: number = rootOf(tree)): Uint8Array {
  const known = tree.hashes[node];
  if (known !== undefined) return known;
  const hash = isLeaf(node)
    ? leafHash(provider, tree, leafOfNode(node))
    : parentNodeHash(provider, parentAt(tree, node), [
        treeHash(provider, tree, left(node)),
        treeHash(provider, tree, right(node)),
      ]);
  tree.hashes[node] = hash;
  return hash;
}

/** RFC 9420 §7.9: the hash that `node` had before the leaves in `excluded` were added. */
export function originalTreeHash(
  provider: MlsProvider,
  tree: RatchetTree,
  { node, excluded }: { readonly node: number; readonly excluded: readonly number[] },
): Uint8Array {
  if (!hasLeafBelow(node, excluded)) return treeHash(provider, tree, node);
  if (isLeaf(node)) return blankLeafHash(provider, leafOfNode(node));
  const content = parentAt(tree, node);
  const original = content && {
    ...content,
    unmergedLeaves: content.unmergedLeaves.filter((leafIndex) => !excluded.includes(leafIndex)),
  };
  return parentNodeHash(provider, original, [
    originalTreeHash(provider, tree, { node: left(node), excluded }),
    originalTreeHash(provider, tree, { node: right(node), excluded }),
  ]);
}

// RFC 9420 §7.8 TreeHashInput with LeafNodeHashInput.
function leafHash(provider: MlsProvider, tree: RatchetTree, leafIndex: number): Uint8Array {
  const writer = new Writer().uint8(1).uint32(leafIndex).optional(leafAt(tree, leafIndex), writeLeafNode);
  return provider.hash(writer.view());
}

function blankLeafHash(provider: MlsProvider, leafIndex: number): Uint8Array {
  return provider.hash(new Writer().uint8(1).uint32(leafIndex).uint8(0).view());
}

// RFC 9420 §7.8 TreeHashInput with ParentNodeHashInput.
function parentNodeHash(
  provider: MlsProvider,
  content: ParentNode | undefined,
  [leftHash, rightHash]: readonly [Uint8Array, Uint8Array],
): Uint8Array {
  const writer = new Writer().uint8(2).optional(content, writeParentNode).opaque(leftHash).opaque(rightHash);
  return provider.hash(writer.view());
}
