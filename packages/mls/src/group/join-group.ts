/** Joining by a Welcome: RFC 9420 §12.4.3.1. */
import { EMPTY, equalBytes, equalSecrets } from "../bytes.ts";
import { decode } from "../codec/reader.ts";
import { readMlsMessage } from "../framing/mls-message.ts";
import { deriveWelcomeSecret, welcomeKeyAndNonce } from "../key-schedule/key-schedule.ts";
import { interimTranscriptHash } from "../key-schedule/transcript-hash.ts";
import { encodeGroupContext } from "../messages/group-context.ts";
import { type GroupInfo, readGroupInfo } from "../messages/group-info.ts";
import { pskName } from "../messages/psk-id.ts";
import { type GroupSecrets, readGroupSecrets, type Welcome } from "../messages/welcome.ts";
import { decryptWithLabel } from "../provider/labelled.ts";
import type { MlsProvider } from "../provider/provider.ts";
import { attempt, present, type Result, refuse, require } from "../refusal.ts";
import { filteredDirectPath, leafCountOf, type RatchetTree } from "../tree/ratchet-tree.ts";
import { commonAncestor, nodeOfLeaf } from "../tree/tree-math.ts";
import { checkedPathKeys, keepPrivateKeys } from "../tree/treekem.ts";
import { checkSource } from "../tree/validate-leaf.ts";
import { epochKeys, type KnownPsk, pskSecretOf, resumptionPsksOf } from "./epoch.ts";
import { checkedSettings, type GroupSettings, type GroupState, type MlsDeps, requireSuite } from "./group-state.ts";
import type { OwnKeyPackage } from "./key-packages.ts";
import { type Member, memberOf } from "./member.ts";
import { checkedGroup } from "./received-group.ts";
import { checkSuccession } from "./succession.ts";

export interface JoinInput {
  /** An encoded MLSMessage. */
  readonly welcome: Uint8Array;
  /** Those of ours that might have been used. */
  readonly keyPackages: readonly OwnKeyPackage[];
  /** Where the Welcome carries no tree. */
  readonly ratchetTree?: Uint8Array | undefined;
  readonly psks?: readonly KnownPsk[] | undefined;
  /** The group that this one follows from, where the Welcome says that there is one (RFC 9420 §11.2, §11.3). */
  readonly previous?: GroupState | undefined;
  readonly settings?: Partial<GroupSettings> | undefined;
}

export interface JoinedGroup {
  readonly state: GroupState;
  /** Who signed the GroupInfo, and so most likely invited us. */
  readonly inviter: Member;
  /** The reference of the key package that was used: to be deleted with its private keys, unless it is a last resort. */
  readonly keyPackage: Uint8Array;
  readonly consumed: readonly Uint8Array[];
}

export function joinGroup(deps: MlsDeps, input: JoinInput): Promise<Result<JoinedGroup>> {
  return attempt(async () => {
    const { provider } = deps;
    const welcome = decodeWelcome(input.welcome);
    requireSuite(provider, welcome.cipherSuite);
    const { own, secrets } = await openGroupSecrets(provider, welcome, input.keyPackages);
    require(new Set(secrets.psks.map(pskName)).size === secrets.psks.length, "invalid", "each PSK once");
    const known = [...(input.psks ?? []), ...(input.previous ? resumptionPsksOf(input.previous) : [])];
    const pskSecret = pskSecretOf(provider, secrets.psks, known);
    const info = await openGroupInfo(provider, welcome, { joinerSecret: secrets.joinerSecret, pskSecret });
    const { context } = info;
    requireSuite(provider, context.cipherSuite);

    const tree = await checkedGroup(deps, info, input.ratchetTree);
    checkSuccession(secrets.psks, { context, tree }, input.previous);
    const ownLeaf = findOwnLeaf(tree, own);
    const privateKeys = await pathKeysOf(provider, { info, tree, ownLeaf, own, secrets });

    const encodedContext = encodeGroupContext(context);
    const { joinerSecret } = secrets;
    const keys = epochKeys(provider, { joinerSecret, pskSecret, encodedContext, leafCount: leafCountOf(tree) });
    const tag = provider.mac(keys.secrets.confirmationKey, context.confirmedTranscriptHash);
    require(equalSecrets(tag, info.confirmationTag), "invalid", "the confirmation tag of the epoch");
    const state: GroupState = {
      ...keys,
      context,
      encodedContext,
      tree,
      ownLeaf,
      privateKeys,
      confirmationTag: tag,
      interimTranscriptHash: interimTranscriptHash(provider, context.confirmedTranscriptHash, tag),
      waiting: [],
      ownUpdates: [],
      past: [],
      resumptionPsks: [],
      reinit: undefined,
      settings: checkedSettings(input.settings),
    };
    const signer = present(tree.leaves[info.signer], "invalid", "a GroupInfo signed by a member");
    return {
      state,
      inviter: memberOf(info.signer, signer),
      keyPackage: own.reference,
      consumed: [joinerSecret, own.initPrivateKey, ...(secrets.pathSecret ? [secrets.pathSecret] : [])],
    };
  });
}

function decodeWelcome(bytes: Uint8Array): Welcome {
  const { kind, message } = decode(bytes, readMlsMessage);
  return kind === "welcome" ? message : refuse("malformed", "a Welcome");
}

async function openGroupSecrets(
  provider: MlsProvider,
  welcome: Welcome,
  keyPackages: readonly OwnKeyPackage[],
): Promise<{ readonly own: OwnKeyPackage; readonly secrets: GroupSecrets }> {
  for (const { newMember, encryptedGroupSecrets } of welcome.secrets) {
    const own = keyPackages.find(({ reference }) => equalBytes(reference, newMember));
    if (own === undefined) continue;
    const by = { privateKey: own.initPrivateKey, publicKey: own.keyPackage.initKey, label: "Welcome" };
    const opened = await decryptWithLabel(
      provider,
      { ...by, context: welcome.encryptedGroupInfo },
      encryptedGroupSecrets,
    );
    return { own, secrets: decode(opened, readGroupSecrets) };
  }
  return refuse("not-for-us", "a Welcome for one of our key packages");
}

async function openGroupInfo(
  provider: MlsProvider,
  welcome: Welcome,
  secrets: { readonly joinerSecret: Uint8Array; readonly pskSecret: Uint8Array },
): Promise<GroupInfo> {
  const keys = welcomeKeyAndNonce(provider, deriveWelcomeSecret(provider, secrets));
  const opened = await provider.open({ ...keys, additionalData: EMPTY }, welcome.encryptedGroupInfo);
  return decode(present(opened, "invalid", "a GroupInfo for these secrets"), readGroupInfo);
}

function findOwnLeaf(tree: RatchetTree, { keyPackage }: OwnKeyPackage): number {
  const { encoded } = keyPackage.leafNode;
  const ownLeaf = tree.leaves.findIndex((leaf) => leaf !== undefined && equalBytes(leaf.encoded, encoded));
  require(ownLeaf >= 0, "invalid", "our leaf in the tree");
  checkSource(keyPackage.leafNode, "key_package");
  return ownLeaf;
}

interface PathSecretInput {
  readonly info: GroupInfo;
  readonly tree: RatchetTree;
  readonly ownLeaf: number;
  readonly own: OwnKeyPackage;
  readonly secrets: GroupSecrets;
}

/** The keys of our leaf, and of the nodes we share with the committer where a path secret came along. */
async function pathKeysOf(provider: MlsProvider, { info, tree, ownLeaf, own, secrets }: PathSecretInput) {
  const leafKey = new Map([[nodeOfLeaf(ownLeaf), own.encryptionPrivateKey]]);
  if (secrets.pathSecret === undefined) return leafKey;
  const steps = filteredDirectPath(tree, info.signer);
  const meeting = commonAncestor(nodeOfLeaf(ownLeaf), nodeOfLeaf(info.signer));
  const at = steps.findIndex(({ node }) => node === meeting);
  require(at >= 0 && info.signer !== ownLeaf, "invalid", "a node of the path above us");
  const { keys } = await checkedPathKeys(provider, tree, steps.slice(at), secrets.pathSecret);
  return keepPrivateKeys(tree, leafKey, keys).kept;
}
