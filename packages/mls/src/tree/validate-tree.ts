/** What holds for a whole ratchet tree: RFC 9420 §7.3, §12.4.3.1. */
import { equalBytes } from "../bytes.ts";
import { MLS_LIMITS } from "../limits.ts";
import { credentialType } from "../messages/credential.ts";
import type { MlsProvider } from "../provider/provider.ts";
import { require } from "../refusal.ts";
import { verifyParentHashes } from "./parent-hash.ts";
import { leafAt, parentAt, type RatchetTree } from "./ratchet-tree.ts";
import { isBelow, nodeOfLeaf, parent } from "./tree-math.ts";
import { checkCapabilities, type LeafRequirements, verifyLeafSignature } from "./validate-leaf.ts";

/** Everything that a new member checks of a tree it is given, but for the tree hash and the credentials. */
export async function validateTree(
  provider: MlsProvider,
  tree: RatchetTree,
  { groupId, requirements }: { readonly groupId: Uint8Array; readonly requirements: LeafRequirements },
): Promise<void> {
  checkUniqueKeys(tree);
  checkUnmergedLeaves(tree);
  checkAgreement(tree, requirements);
  verifyParentHashes(provider, tree);
  const signatures = tree.leaves.map(async (leaf, leafIndex) => {
    if (leaf !== undefined) await verifyLeafSignature(provider, leaf, { groupId, leafIndex });
  });
  await Promise.all(signatures);
}

/** RFC 9420 §7.3, last two checks: no key twice, whether of leaves or of parents. */
export function checkUniqueKeys(tree: RatchetTree): void {
  const encryptionKeys = new KeySet();
  const signatureKeys = new KeySet();
  for (const leaf of tree.leaves) {
    if (leaf === undefined) continue;
    encryptionKeys.add(leaf.encryptionKey);
    signatureKeys.add(leaf.signatureKey);
  }
  for (const content of tree.parents) if (content !== undefined) encryptionKeys.add(content.encryptionKey);
}

/** Public keys by their first bytes: made anew for each commit, so it must cost little. */
class KeySet {
  readonly #byPrefix = new Map<number, Uint8Array[]>();

  /** Refuses as "invalid" a key that is there already. */
  add(key: Uint8Array): void {
    let prefix = 0;
    for (let at = 0; at < 6; at++) prefix = prefix * 256 + (key[at] ?? 0);
    const same = this.#byPrefix.get(prefix);
    if (same === undefined) this.#byPrefix.set(prefix, [key]);
    else {
      require(!same.some((other) => equalBytes(other, key)), "invalid", "each key once");
      same.push(key);
    }
  }
}

/** RFC 9420 §12.4.3.1: an unmerged leaf is a member, and is unmerged at every parent between. */
function checkUnmergedLeaves(tree: RatchetTree): void {
  for (const [index, content] of tree.parents.entries()) {
    if (content === undefined) continue;
    const node = index * 2 + 1;
    for (const leafIndex of content.unmergedLeaves) {
      const leaf = nodeOfLeaf(leafIndex);
      require(isBelow(leaf, node) && leafAt(tree, leafIndex) !== undefined, "invalid", "unmerged leaves below");
      for (let at = parent(leaf); at !== node; at = parent(at)) {
        const between = parentAt(tree, at);
        const agrees = between === undefined || between.unmergedLeaves.includes(leafIndex);
        require(agrees, "invalid", "unmerged leaves that the parents between know of");
      }
    }
  }
}

/** Every member supports the group's needs and the credential types of all others (RFC 9420 §7.3). */
export function checkAgreement(tree: RatchetTree, requirements: LeafRequirements): void {
  const members = tree.leaves.reduce((count, leaf) => (leaf === undefined ? count : count + 1), 0);
  require(members <= MLS_LIMITS.members, "invalid", `at most ${MLS_LIMITS.members} members`);
  const types = credentialTypesIn(tree);
  for (const leaf of tree.leaves) {
    if (leaf === undefined) continue;
    checkCapabilities(leaf, requirements);
    for (const type of types) {
      require(leaf.capabilities.credentials.includes(type), "invalid", "a leaf that supports all credentials in use");
    }
  }
}

export function credentialTypesIn(tree: RatchetTree): ReadonlySet<number> {
  const types = new Set<number>();
  for (const leaf of tree.leaves) if (leaf !== undefined) types.add(credentialType(leaf.credential));
  return types;
}
