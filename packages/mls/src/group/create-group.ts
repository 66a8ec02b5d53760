/** The first epoch of a group, with one member: RFC 9420 §11. */
import { EMPTY } from "../bytes.ts";
import { interimTranscriptHash } from "../key-schedule/transcript-hash.ts";
import { MLS_LIMITS } from "../limits.ts";
import type { Extension } from "../messages/extension.ts";
import { encodeGroupContext } from "../messages/group-context.ts";
import type { Lifetime } from "../messages/leaf-node.ts";
import { generateKeyPair } from "../provider/hpke.ts";
import { attempt, type Result, require } from "../refusal.ts";
import { treeOfOneLeaf } from "../tree/ratchet-tree.ts";
import { treeHash } from "../tree/tree-hash.ts";
import { checkCapabilities, requirementsOf } from "../tree/validate-leaf.ts";
import { epochKeys } from "./epoch.ts";
import { checkedSettings, type GroupSettings, type GroupState, type MlsDeps } from "./group-state.ts";
import { type Identity, signedLeaf } from "./key-packages.ts";

export interface NewGroup extends Identity {
  readonly groupId: Uint8Array;
  /** Of the GroupContext: what all members agree on, such as roles or external senders. */
  readonly contextExtensions?: readonly Extension[] | undefined;
  readonly settings?: Partial<GroupSettings> | undefined;
}

// The creator's leaf has no key package; this lifetime says nothing.
const ALWAYS: Lifetime = { notBefore: 0n, notAfter: 0xffff_ffff_ffff_ffffn };

export function createGroup(deps: MlsDeps, input: NewGroup): Promise<Result<GroupState>> {
  return attempt(async () => {
    const { provider } = deps;
    const { signer, credential, capabilities, groupId } = input;
    require(groupId.length <= MLS_LIMITS.groupIdBytes, "malformed", "a shorter group id");
    const encryption = await generateKeyPair(provider);
    const leaf = await signedLeaf(
      signer,
      {
        encryptionKey: encryption.publicKey,
        signatureKey: signer.publicKey,
        credential,
        capabilities,
        source: { kind: "key_package", lifetime: ALWAYS },
        extensions: input.extensions ?? [],
      },
      { groupId, leafIndex: 0 },
    );
    const tree = treeOfOneLeaf(leaf);
    const context = {
      cipherSuite: provider.suite.id,
      groupId: new Uint8Array(groupId),
      epoch: 0n,
      treeHash: treeHash(provider, tree),
      confirmedTranscriptHash: EMPTY,
      extensions: input.contextExtensions ?? [],
    };
    checkCapabilities(leaf, requirementsOf(context));
    const encodedContext = encodeGroupContext(context);
    // RFC 9420 §11: the first epoch's secret is random. A joiner secret that is random has the same effect.
    const joinerSecret = provider.randomBytes(provider.suite.hashBytes);
    const pskSecret = new Uint8Array(provider.suite.hashBytes);
    const keys = epochKeys(provider, { joinerSecret, pskSecret, encodedContext, leafCount: 1 });
    const confirmationTag = provider.mac(keys.secrets.confirmationKey, EMPTY);
    return {
      ...keys,
      context,
      encodedContext,
      tree,
      ownLeaf: 0,
      privateKeys: new Map([[0, encryption.privateKey]]),
      confirmationTag,
      interimTranscriptHash: interimTranscriptHash(provider, EMPTY, confirmationTag),
      waiting: [],
      ownUpdates: [],
      past: [],
      resumptionPsks: [],
      reinit: undefined,
      settings: checkedSettings(input.settings),
    };
  });
}
