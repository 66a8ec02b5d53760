/** New keys from our leaf to the root, for a commit of ours: RFC 9420 §7.5, §12.4.1. */
import { encodeGroupContext } from "../messages/group-context.ts";
import type { LeafNodeContent } from "../messages/leaf-node.ts";
import type { UpdatePath } from "../messages/update-path.ts";
import { generateKeyPair } from "../provider/hpke.ts";
import type { MlsProvider } from "../provider/provider.ts";
import { filteredDirectPath, setLeaf, type TreeDraft } from "../tree/ratchet-tree.ts";
import { nodeOfLeaf } from "../tree/tree-math.ts";
import { derivePathKeys, encryptPath, type PathKeys, setPath } from "../tree/treekem.ts";
import { nextContext } from "./epoch.ts";
import type { GroupState } from "./group-state.ts";
import { type Identity, signedLeaf } from "./key-packages.ts";

export interface OwnPath {
  readonly updatePath: UpdatePath;
  readonly keys: readonly PathKeys[];
  readonly commitSecret: Uint8Array;
  /** With the leaf's new key. */
  readonly privateKeys: ReadonlyMap<number, Uint8Array>;
}

export interface PathInput {
  readonly draft: TreeDraft;
  readonly leafIndex: number;
  readonly newLeaves: readonly number[];
  readonly identity: Identity;
  readonly context: GroupState["context"];
  readonly extensions: GroupState["context"]["extensions"];
}

/** New keys for a leaf and all above it, put into the draft and encrypted to the others: RFC 9420 §7.5, §7.6. */
export async function buildPath(provider: MlsProvider, input: PathInput): Promise<OwnPath> {
  const { draft, leafIndex, identity } = input;
  const steps = filteredDirectPath(draft, leafIndex);
  const firstSecret = provider.randomBytes(provider.suite.hashBytes);
  const { keys, commitSecret } = await derivePathKeys(provider, steps, firstSecret);
  const withKeys = keys.map((each) => ({ ...each, encryptionKey: each.keyPair.publicKey }));
  const parentHash = setPath(provider, draft, leafIndex, withKeys);

  const leafKeys = await generateKeyPair(provider);
  const content: LeafNodeContent = {
    encryptionKey: leafKeys.publicKey,
    signatureKey: identity.signer.publicKey,
    credential: identity.credential,
    capabilities: identity.capabilities,
    source: { kind: "commit", parentHash },
    extensions: identity.extensions ?? [],
  };
  const leaf = await signedLeaf(identity.signer, content, { groupId: input.context.groupId, leafIndex });
  setLeaf(draft, leafIndex, leaf);

  const { context, extensions, newLeaves } = input;
  const groupContext = encodeGroupContext(nextContext(provider, { context, tree: draft, extensions }));
  const nodes = await encryptPath(provider, draft, keys, { groupContext, newLeaves });
  const privateKeys = new Map([[nodeOfLeaf(leafIndex), leafKeys.privateKey]]);
  return { updatePath: { leafNode: leaf, nodes }, keys, commitSecret, privateKeys };
}
