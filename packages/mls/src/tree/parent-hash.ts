/** What ties each parent's key to the member who chose it: RFC 9420 §7.9. */
import { EMPTY, equalBytes } from "../bytes.ts";
import { Writer } from "../codec/writer.ts";
import type { MlsProvider } from "../provider/provider.ts";
import { require } from "../refusal.ts";
import { leafAt, type ParentNode, type PathStep, parentAt, type RatchetTree, resolution } from "./ratchet-tree.ts";
import { originalTreeHash } from "./tree-hash.ts";
import { isLeaf, leafOfNode, leavesBelow, left, nodeOfLeaf, right } from "./tree-math.ts";

/** RFC 9420 §7.9 ParentHashInput, of a parent and the child on the other side. */
export function parentHash(
  provider: MlsProvider,
  tree: RatchetTree,
  { content, sibling }: { readonly content: ParentNode; readonly sibling: number },
): Uint8Array {
  const writer = new Writer().opaque(content.encryptionKey).opaque(content.parentHash);
  writer.opaque(originalTreeHash(provider, tree, { node: sibling, excluded: content.unmergedLeaves }));
  return provider.hash(writer.view());
}

/**
 * The parents of a new path with their parent hashes, from below, and the parent hash for the leaf. `tree` needs to be
 * right only beside the path.
 */
export function pathWithParentHashes(
  provider: MlsProvider,
  tree: RatchetTree,
  path: readonly (PathStep & { readonly encryptionKey: Uint8Array })[],
): { readonly parents: readonly (PathStep & { readonly content: ParentNode })[]; readonly leafParentHash: Uint8Array } {
  let above: Uint8Array = EMPTY;
  const parents = path.toReversed().map(({ node, copath, encryptionKey }) => {
    const content = { encryptionKey, parentHash: above, unmergedLeaves: [] };
    above = parentHash(provider, tree, { content, sibling: copath });
    return { node, copath, content };
  });
  return { parents: parents.toReversed(), leafParentHash: above };
}

/** RFC 9420 §7.9.2: every parent that is not blank was chosen by a member below it. Refuses as "invalid". */
export function verifyParentHashes(provider: MlsProvider, tree: RatchetTree): void {
  for (const [index, content] of tree.parents.entries()) {
    if (content === undefined) continue;
    const node = index * 2 + 1;
    const isValid =
      isParentHashValid(provider, tree, { content, child: left(node), sibling: right(node) }) ||
      isParentHashValid(provider, tree, { content, child: right(node), sibling: left(node) });
    require(isValid, "invalid", `a parent hash for node ${node}`);
  }
}

interface ParentClaim {
  readonly content: ParentNode;
  readonly child: number;
  readonly sibling: number;
}

/** Whether a node in the resolution of `child` carries the hash, and the others there are exactly the unmerged leaves. */
function isParentHashValid(
  provider: MlsProvider,
  tree: RatchetTree,
  { content, child, sibling }: ParentClaim,
): boolean {
  const [first, last] = leavesBelow(child);
  const unmerged = content.unmergedLeaves.filter((leaf) => leaf >= first && leaf <= last).map(nodeOfLeaf);
  const candidates = resolution(tree, child);
  if (candidates.length !== unmerged.length + 1) return false;
  const rest = new Set(unmerged);
  const [descendant, ...others] = candidates.filter((node) => !rest.has(node));
  if (descendant === undefined || others.length > 0) return false;
  const claimed = parentHashOf(tree, descendant);
  return claimed !== undefined && equalBytes(claimed, parentHash(provider, tree, { content, sibling }));
}

function parentHashOf(tree: RatchetTree, node: number): Uint8Array | undefined {
  if (!isLeaf(node)) return parentAt(tree, node)?.parentHash;
  const source = leafAt(tree, leafOfNode(node))?.source;
  return source?.kind === "commit" ? source.parentHash : undefined;
}
