/** New keys along a path, and how those beside it learn them: RFC 9420 §7.4 to §7.6. */
import { equalBytes } from "../bytes.ts";
import type { UpdatePath, UpdatePathNode } from "../messages/update-path.ts";
import { deriveKeyPair } from "../provider/hpke.ts";
import { decryptWithLabel, deriveSecret, encryptWithLabel } from "../provider/labelled.ts";
import type { KeyPair, MlsProvider } from "../provider/provider.ts";
import { present, refuse, require } from "../refusal.ts";
import { pathWithParentHashes } from "./parent-hash.ts";
import {
  encryptionKeyAt,
  filteredDirectPath,
  isBlank,
  type PathStep,
  type RatchetTree,
  resolution,
  setLeaf,
  setParent,
  type TreeDraft,
} from "./ratchet-tree.ts";
import { commonAncestor, directPath, isBelow, nodeOfLeaf } from "./tree-math.ts";

/** The private keys that a member knows, by node index: its leaf's, and those of ancestors. */
export type PrivateKeys = ReadonlyMap<number, Uint8Array>;

/** A node of a path with the secret that makes its key pair. */
export interface PathKeys extends PathStep {
  readonly pathSecret: Uint8Array;
  readonly keyPair: KeyPair;
}

/** RFC 9420 §7.4: from the secret of the first node, the key pairs of all and the commit secret that follows them. */
export async function derivePathKeys(
  provider: MlsProvider,
  path: readonly PathStep[],
  firstSecret: Uint8Array,
): Promise<{ readonly keys: readonly PathKeys[]; readonly commitSecret: Uint8Array }> {
  const keys: PathKeys[] = [];
  let pathSecret = firstSecret;
  for (const step of path) {
    const keyPair = await deriveKeyPair(provider, deriveSecret(provider, pathSecret, "node"));
    keys.push({ ...step, pathSecret, keyPair });
    pathSecret = deriveSecret(provider, pathSecret, "path");
  }
  return { keys, commitSecret: pathSecret };
}

/**
 * Puts the public keys of a path into the tree: blanks the direct path, then sets what the filtered path has
 * (RFC 9420 §7.5). Returns the parent hash that the leaf must carry; the leaf itself is set by the caller.
 */
export function setPath(
  provider: MlsProvider,
  draft: TreeDraft,
  leafIndex: number,
  path: readonly (PathStep & { readonly encryptionKey: Uint8Array })[],
): Uint8Array {
  for (const node of directPath(nodeOfLeaf(leafIndex), draft.leaves.length)) setParent(draft, node, undefined);
  const { parents, leafParentHash } = pathWithParentHashes(provider, draft, path);
  for (const { node, content } of parents) setParent(draft, node, content);
  return leafParentHash;
}

/** RFC 9420 §7.6: each secret of the path, to everyone below the copath except members who are just being added. */
export async function encryptPath(
  provider: MlsProvider,
  tree: RatchetTree,
  keys: readonly PathKeys[],
  { groupContext, newLeaves }: { readonly groupContext: Uint8Array; readonly newLeaves: readonly number[] },
): Promise<readonly UpdatePathNode[]> {
  const isNew = new Set(newLeaves.map(nodeOfLeaf));
  const nodes: UpdatePathNode[] = [];
  for (const { copath, pathSecret, keyPair } of keys) {
    const recipients = resolution(tree, copath).filter((node) => !isNew.has(node));
    const encrypted = recipients.map(async (node) => {
      const publicKey = present(encryptionKeyAt(tree, node), "invalid", "a key in the resolution");
      return encryptWithLabel(provider, { publicKey, label: LABEL, context: groupContext }, pathSecret);
    });
    nodes.push({ encryptionKey: keyPair.publicKey, encryptedPathSecrets: await Promise.all(encrypted) });
  }
  return nodes;
}

const LABEL = "UpdatePathNode";

export interface ReceivedPath {
  readonly senderLeaf: number;
  readonly path: UpdatePath;
  /** Leaf indexes of members added by the same commit. */
  readonly newLeaves: readonly number[];
}

/**
 * Merges a received path into the tree, after checking its form and its parent hash (RFC 9420 §7.5, §7.9.2). The leaf's
 * signature and rules are checked by the caller.
 */
export function mergePath(
  provider: MlsProvider,
  draft: TreeDraft,
  { senderLeaf, path, newLeaves }: ReceivedPath,
): readonly PathStep[] {
  const steps = filteredDirectPath(draft, senderLeaf);
  require(steps.length === path.nodes.length, "invalid", "a path as long as the filtered direct path");
  const isNew = new Set(newLeaves.map(nodeOfLeaf));
  const withKeys = steps.map((step, at) => {
    const { encryptionKey, encryptedPathSecrets } = present(path.nodes[at], "invalid", "a node of the path");
    const recipients = resolution(draft, step.copath).filter((node) => !isNew.has(node));
    require(encryptedPathSecrets.length === recipients.length, "invalid", "a secret for each recipient");
    return { ...step, encryptionKey };
  });
  const expected = setPath(provider, draft, senderLeaf, withKeys);
  const { source } = path.leafNode;
  require(source.kind === "commit" &&
    equalBytes(source.parentHash, expected), "invalid", "the parent hash of the committer's leaf");
  setLeaf(draft, senderLeaf, path.leafNode);
  return steps;
}

export interface PathReader {
  readonly ownLeaf: number;
  readonly privateKeys: PrivateKeys;
  /** Encoded: the new epoch and tree hash, the old transcript hash (RFC 9420 §12.4.2). */
  readonly groupContext: Uint8Array;
}

/** RFC 9420 §7.6: opens the secret meant for us and derives what lies above. `tree` has the path merged. */
export async function openPath(
  provider: MlsProvider,
  tree: RatchetTree,
  { senderLeaf, path, newLeaves, steps }: ReceivedPath & { readonly steps: readonly PathStep[] },
  { ownLeaf, privateKeys, groupContext }: PathReader,
): Promise<{ readonly keys: readonly PathKeys[]; readonly commitSecret: Uint8Array }> {
  const meeting = commonAncestor(nodeOfLeaf(ownLeaf), nodeOfLeaf(senderLeaf));
  const at = steps.findIndex(({ node }) => node === meeting);
  const step = present(steps[at], "invalid", "a node of the path above us");
  const isNew = new Set(newLeaves.map(nodeOfLeaf));
  const recipients = resolution(tree, step.copath).filter((node) => !isNew.has(node));
  const ours = recipients.findIndex((node) => isBelow(nodeOfLeaf(ownLeaf), node) && privateKeys.has(node));
  const node = present(recipients[ours], "invalid", "a key of ours in the resolution");
  const ciphertext = present(path.nodes[at]?.encryptedPathSecrets[ours], "invalid", "a secret for us");
  const pathSecret = await decryptWithLabel(
    provider,
    {
      privateKey: present(privateKeys.get(node), "invalid", "a key of ours"),
      publicKey: encryptionKeyAt(tree, node),
      label: LABEL,
      context: groupContext,
    },
    ciphertext,
  );
  return checkedPathKeys(provider, tree, steps.slice(at), pathSecret);
}

/** Derives key pairs from a path secret, refusing a secret that does not make the public keys of the tree. */
export async function checkedPathKeys(
  provider: MlsProvider,
  tree: RatchetTree,
  steps: readonly PathStep[],
  pathSecret: Uint8Array,
): Promise<{ readonly keys: readonly PathKeys[]; readonly commitSecret: Uint8Array }> {
  const derived = await derivePathKeys(provider, steps, pathSecret);
  for (const { node, keyPair } of derived.keys) {
    const expected = encryptionKeyAt(tree, node) ?? refuse("invalid", "a node of the path");
    require(equalBytes(expected, keyPair.publicKey), "invalid", "the public key that the path secret makes");
  }
  return derived;
}

/** What a member still knows after a change: keys of nodes that are not blank, and the new ones. */
export function keepPrivateKeys(
  tree: RatchetTree,
  known: PrivateKeys,
  added: readonly PathKeys[],
): { readonly kept: PrivateKeys; readonly dropped: readonly Uint8Array[] } {
  const kept = new Map<number, Uint8Array>();
  const replaced = new Set(added.map(({ node }) => node));
  const dropped: Uint8Array[] = [];
  for (const [node, key] of known) {
    if (!replaced.has(node) && node < tree.leaves.length * 2 - 1 && !isBlank(tree, node)) kept.set(node, key);
    else dropped.push(key);
  }
  for (const { node, keyPair } of added) kept.set(node, keyPair.privateKey);
  return { kept, dropped };
}
