/**
 * The official test vectors of RFC 9420, as checks that run wherever a provider does: in Node and, bundled, in a browser.
 * Each throws at the first difference and returns how many cases it checked.
 */
import { concat, EMPTY, hexFromBytes } from "../bytes.ts";
import { decode, Reader } from "../codec/reader.ts";
import { encode, type Writer } from "../codec/writer.ts";
import {
  type ContentBody,
  readAuthenticatedContent,
  signContent,
  verifyContent,
  writeContentBody,
} from "../framing/framed-content.ts";
import { encodeMlsMessage, type MlsMessage, readMlsMessage } from "../framing/mls-message.ts";
import { openSenderData, protectPrivate, unprotectPrivate } from "../framing/private-message.ts";
import { protectPublic, unprotectPublic } from "../framing/public-message.ts";
import { epochAuthenticator } from "../group/export.ts";
import { verifyGroupInfo } from "../group/group-info.ts";
import type { GroupState } from "../group/group-state.ts";
import { joinGroup } from "../group/join-group.ts";
import { ownKeyPackage } from "../group/key-packages.ts";
import { acceptAnyCredentialAndCommitForTests } from "../group/policy.ts";
import { processMessage } from "../group/process-message.ts";
import {
  deriveEpochSecret,
  deriveEpochSecrets,
  deriveJoinerSecret,
  deriveWelcomeSecret,
  externalKeyPair,
  mlsExporter,
  welcomeKeyAndNonce,
} from "../key-schedule/key-schedule.ts";
import { derivePskSecret } from "../key-schedule/psk.ts";
import { createSecretTree, deriveTreeSecret, receivingKey, senderDataKey } from "../key-schedule/secret-tree.ts";
import { confirmedTranscriptHash, interimTranscriptHash } from "../key-schedule/transcript-hash.ts";
import { readCommit, writeCommit } from "../messages/commit.ts";
import { readExtensions, writeExtensions } from "../messages/extension.ts";
import { encodeGroupContext } from "../messages/group-context.ts";
import { readGroupInfo } from "../messages/group-info.ts";
import { keyPackageRef } from "../messages/key-package.ts";
import { type Proposal, readProposal, writeProposal } from "../messages/proposal.ts";
import { WIRE_FORMAT } from "../messages/protocol-version.ts";
import { readUpdatePath } from "../messages/update-path.ts";
import { readGroupSecrets, writeGroupSecrets } from "../messages/welcome.ts";
import {
  decryptWithLabel,
  deriveSecret,
  encryptWithLabel,
  expandWithLabel,
  refHash,
  signWithLabel,
  verifyWithLabel,
} from "../provider/labelled.ts";
import type { MlsProvider, Signer } from "../provider/provider.ts";
import {
  addLeaf,
  draftOf,
  encodeRatchetTree,
  filteredDirectPath,
  leafCountOf,
  type RatchetTree,
  readRatchetTree,
  removeLeaf,
  resolution,
  setLeaf,
  truncate,
  updateLeaf,
} from "../tree/ratchet-tree.ts";
import { treeHash } from "../tree/tree-hash.ts";
import { commonAncestor, left, level, nodeOfLeaf, nodeWidth, parent, right, root, sibling } from "../tree/tree-math.ts";
import {
  checkedPathKeys,
  derivePathKeys,
  encryptPath,
  keepPrivateKeys,
  mergePath,
  openPath,
  setPath,
} from "../tree/treekem.ts";
import { requirementsOf } from "../tree/validate-leaf.ts";
import { validateTree } from "../tree/validate-tree.ts";
import { valueOf } from "./small-group.ts";

type Case = any;
export type ProviderOf = (suite: number) => MlsProvider | undefined;

export const VECTOR_FILES = [
  "crypto-basics",
  "deserialization",
  "key-schedule",
  "message-protection",
  "messages",
  "passive-client-handling-commit",
  "passive-client-random",
  "passive-client-welcome",
  "psk_secret",
  "secret-tree",
  "transcript-hashes",
  "tree-math",
  "tree-operations",
  "tree-validation",
  "treekem",
  "welcome",
] as const;
export type VectorFile = (typeof VECTOR_FILES)[number];

/** Runs one file with every suite that `providerOf` has. */
export async function checkVectors(file: VectorFile, cases: readonly Case[], providerOf: ProviderOf): Promise<number> {
  let checked = 0;
  for (const each of cases) {
    if (file === "messages" || file === "deserialization" || file === "tree-math") WITHOUT_SUITE[file](each);
    else {
      const provider = providerOf(each.cipher_suite);
      if (provider === undefined) continue;
      await WITH_SUITE[file](provider, each);
    }
    checked++;
  }
  return checked;
}

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function same(actual: Uint8Array | undefined, expected: string, what: string): void {
  const text = actual === undefined ? "nothing" : hexFromBytes(actual);
  if (text !== expected) throw new Error(`${what}: expected ${expected.slice(0, 200)}, got ${text.slice(0, 200)}`);
}

function equal<T>(actual: T, expected: T, what: string): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) {
    throw new Error(`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
  }
}

const WITHOUT_SUITE: Readonly<Record<"messages" | "deserialization" | "tree-math", (each: Case) => void>> = {
  deserialization(each) {
    equal(new Reader(bytes(each.vlbytes_header)).variableLength(), each.length, "length");
  },

  "tree-math"(each) {
    const count: number = each.n_leaves;
    equal(nodeWidth(count), each.n_nodes, "width");
    equal(root(count), each.root, "root");
    for (let node = 0; node < each.n_nodes; node++) {
      const isRoot = node === root(count);
      equal(level(node) === 0 ? null : left(node), each.left[node], `left of ${node}`);
      equal(level(node) === 0 ? null : right(node), each.right[node], `right of ${node}`);
      equal(isRoot ? null : parent(node), each.parent[node], `parent of ${node}`);
      equal(isRoot ? null : sibling(node), each.sibling[node], `sibling of ${node}`);
    }
  },

  messages(each) {
    const message = (name: string, kind: MlsMessage["kind"]) => {
      const decoded = decode(bytes(each[name]), readMlsMessage);
      equal(decoded.kind, kind, name);
      same(encodeMlsMessage(decoded), each[name], name);
    };
    message("mls_welcome", "welcome");
    message("mls_group_info", "groupInfo");
    message("mls_key_package", "keyPackage");
    message("public_message_application", "publicMessage");
    message("public_message_proposal", "publicMessage");
    message("public_message_commit", "publicMessage");
    message("private_message", "privateMessage");
    same(encodeRatchetTree(decode(bytes(each.ratchet_tree), readRatchetTree)), each.ratchet_tree, "ratchet_tree");
    const again = <T>(name: string, read: (reader: Reader) => T, write: (writer: Writer, value: T) => void) =>
      same(encode(decode(bytes(each[name]), read), write), each[name], name);
    again("group_secrets", readGroupSecrets, writeGroupSecrets);
    again("commit", readCommit, writeCommit);
    again("group_context_extensions_proposal", readExtensions, writeExtensions);
    const body = (name: string, type: number) => {
      const typed = concat(Uint8Array.of(0, type), bytes(each[name]));
      same(encode(decode(typed, readProposal), writeProposal).subarray(2), each[name], name);
    };
    body("add_proposal", 1);
    body("update_proposal", 2);
    body("remove_proposal", 3);
    body("pre_shared_key_proposal", 4);
    body("re_init_proposal", 5);
    body("external_init_proposal", 6);
  },
};

type SuiteFile = Exclude<VectorFile, keyof typeof WITHOUT_SUITE>;

const WITH_SUITE: Readonly<Record<SuiteFile, (provider: MlsProvider, each: Case) => Promise<void>>> = {
  async "crypto-basics"(provider, each) {
    const { ref_hash, expand_with_label: expand, derive_secret, derive_tree_secret: tree } = each;
    same(refHash(provider, ref_hash.label, bytes(ref_hash.value)), ref_hash.out, "RefHash");
    const request = { label: expand.label, context: bytes(expand.context), sizeBytes: expand.length };
    same(expandWithLabel(provider, bytes(expand.secret), request), expand.out, "ExpandWithLabel");
    same(deriveSecret(provider, bytes(derive_secret.secret), derive_secret.label), derive_secret.out, "DeriveSecret");
    const treeRequest = { label: tree.label, generation: tree.generation, sizeBytes: tree.length };
    same(deriveTreeSecret(provider, bytes(tree.secret), treeRequest), tree.out, "DeriveTreeSecret");

    const { sign_with_label: sign, encrypt_with_label: encrypt } = each;
    const content = bytes(sign.content);
    const publicKey = bytes(sign.pub);
    const signer = await provider.signerFromKeyPair({ privateKey: bytes(sign.priv), publicKey });
    const signature = await signWithLabel(signer, sign.label, content);
    await verifyWithLabel(provider, { publicKey, label: sign.label, content, signature });
    await verifyWithLabel(provider, { publicKey, label: sign.label, content, signature: bytes(sign.signature) });

    const { label } = encrypt;
    const context = bytes(encrypt.context);
    const by = { privateKey: bytes(encrypt.priv), publicKey: bytes(encrypt.pub), label, context };
    const given = { kemOutput: bytes(encrypt.kem_output), ciphertext: bytes(encrypt.ciphertext) };
    same(await decryptWithLabel(provider, by, given), encrypt.plaintext, "DecryptWithLabel");
    const own = await encryptWithLabel(
      provider,
      { publicKey: bytes(encrypt.pub), label, context },
      bytes(encrypt.plaintext),
    );
    same(
      await decryptWithLabel(provider, { privateKey: bytes(encrypt.priv), label, context }, own),
      encrypt.plaintext,
      "again",
    );
  },

  async "key-schedule"(provider, each) {
    let initSecret = bytes(each.initial_init_secret);
    for (const [index, epoch] of each.epochs.entries()) {
      const context = {
        cipherSuite: each.cipher_suite,
        groupId: bytes(each.group_id),
        epoch: BigInt(index),
        treeHash: bytes(epoch.tree_hash),
        confirmedTranscriptHash: bytes(epoch.confirmed_transcript_hash),
        extensions: [],
      };
      const groupContext = encodeGroupContext(context);
      same(groupContext, epoch.group_context, "group_context");
      const commitSecret = bytes(epoch.commit_secret);
      const joinerSecret = deriveJoinerSecret(provider, { initSecret, commitSecret, groupContext });
      same(joinerSecret, epoch.joiner_secret, "joiner_secret");
      const pskSecret = bytes(epoch.psk_secret);
      same(deriveWelcomeSecret(provider, { joinerSecret, pskSecret }), epoch.welcome_secret, "welcome_secret");
      const epochSecret = deriveEpochSecret(provider, { joinerSecret, pskSecret }, groupContext);
      const { secrets, encryptionSecret } = deriveEpochSecrets(provider, epochSecret);
      same(encryptionSecret, epoch.encryption_secret, "encryption_secret");
      same(secrets.initSecret, epoch.init_secret, "init_secret");
      same(secrets.senderDataSecret, epoch.sender_data_secret, "sender_data_secret");
      same(secrets.exporterSecret, epoch.exporter_secret, "exporter_secret");
      same(secrets.epochAuthenticator, epoch.epoch_authenticator, "epoch_authenticator");
      same(secrets.externalSecret, epoch.external_secret, "external_secret");
      same(secrets.confirmationKey, epoch.confirmation_key, "confirmation_key");
      same(secrets.membershipKey, epoch.membership_key, "membership_key");
      same(secrets.resumptionPsk, epoch.resumption_psk, "resumption_psk");
      same((await externalKeyPair(provider, secrets.externalSecret)).publicKey, epoch.external_pub, "external_pub");
      const { label, context: exported, length: sizeBytes, secret } = epoch.exporter;
      const request = { label, context: bytes(exported), sizeBytes };
      same(mlsExporter(provider, secrets.exporterSecret, request), secret, "exporter");
      initSecret = new Uint8Array(secrets.initSecret);
    }
  },

  async "message-protection"(provider, each) {
    const context = {
      cipherSuite: each.cipher_suite,
      groupId: bytes(each.group_id),
      epoch: BigInt(each.epoch),
      treeHash: bytes(each.tree_hash),
      confirmedTranscriptHash: bytes(each.confirmed_transcript_hash),
      extensions: [],
    };
    const groupContext = encodeGroupContext(context);
    const publicKey = bytes(each.signature_pub);
    const signer = await provider.signerFromKeyPair({ privateKey: bytes(each.signature_priv), publicKey });
    const membership = { membershipKey: bytes(each.membership_key), groupContext };
    const senderDataSecret = bytes(each.sender_data_secret);
    const openPublic = async (message: Uint8Array) => {
      const decoded = decode(message, readMlsMessage);
      if (decoded.kind !== "publicMessage") throw new Error("expected a PublicMessage");
      const content = unprotectPublic(provider, membership, decoded.message);
      await verifyContent(provider, publicKey, content, groupContext);
      return content.content.body;
    };
    const openPrivate = async (message: Uint8Array) => {
      const decoded = decode(message, readMlsMessage);
      if (decoded.kind !== "privateMessage") throw new Error("expected a PrivateMessage");
      const secretTree = createSecretTree(2, bytes(each.encryption_secret));
      const senderData = await openSenderData(provider, senderDataSecret, decoded.message);
      const { content } = await unprotectPrivate(provider, secretTree, decoded.message, senderData);
      await verifyContent(provider, publicKey, content, groupContext);
      return content.content.body;
    };
    const bodyBytes = (body: ContentBody) => (body.kind === "application" ? body.data : encode(body, writeContentBody));
    const protect = (body: ContentBody, isPrivate: boolean) =>
      protectForVector(provider, { context, groupContext, signer, membership, senderDataSecret }, body, {
        isPrivate,
        encryptionSecret: bytes(each.encryption_secret),
      });

    const proposal = { kind: "proposal", proposal: decode(bytes(each.proposal), readProposal) } as const;
    const commit = { kind: "commit", commit: decode(bytes(each.commit), readCommit) } as const;
    const application = { kind: "application", data: bytes(each.application) } as const;
    same(bodyBytes(await openPublic(bytes(each.proposal_pub))), each.proposal, "proposal_pub");
    same(bodyBytes(await openPublic(bytes(each.commit_pub))), each.commit, "commit_pub");
    same(bodyBytes(await openPrivate(bytes(each.proposal_priv))), each.proposal, "proposal_priv");
    same(bodyBytes(await openPrivate(bytes(each.commit_priv))), each.commit, "commit_priv");
    same(bodyBytes(await openPrivate(bytes(each.application_priv))), each.application, "application_priv");
    same(bodyBytes(await openPublic(await protect(proposal, false))), each.proposal, "own proposal_pub");
    same(bodyBytes(await openPublic(await protect(commit, false))), each.commit, "own commit_pub");
    same(bodyBytes(await openPrivate(await protect(proposal, true))), each.proposal, "own proposal_priv");
    same(bodyBytes(await openPrivate(await protect(commit, true))), each.commit, "own commit_priv");
    same(bodyBytes(await openPrivate(await protect(application, true))), each.application, "own application_priv");
  },

  async psk_secret(provider, each) {
    const psks = each.psks.map((psk: Case) => ({
      id: { kind: "external", pskId: bytes(psk.psk_id), nonce: bytes(psk.psk_nonce) },
      secret: bytes(psk.psk),
    }));
    same(derivePskSecret(provider, psks), each.psk_secret, "psk_secret");
  },

  async "secret-tree"(provider, each) {
    const { sender_data: data } = each;
    const senderData = senderDataKey(provider, bytes(data.sender_data_secret), bytes(data.ciphertext));
    same(senderData.key, data.key, "sender data key");
    same(senderData.nonce, data.nonce, "sender data nonce");
    let tree = createSecretTree(each.leaves.length, bytes(each.encryption_secret));
    for (const [leafIndex, generations] of each.leaves.entries()) {
      for (const expected of generations) {
        for (const kind of ["application", "handshake"] as const) {
          const step = receivingKey(provider, tree, { leafIndex, kind, generation: expected.generation });
          same(step.key, expected[`${kind}_key`], `${kind} key`);
          same(step.nonce, expected[`${kind}_nonce`], `${kind} nonce`);
          tree = step.tree;
        }
      }
    }
  },

  async "transcript-hashes"(provider, each) {
    const content = decode(bytes(each.authenticated_content), readAuthenticatedContent);
    const confirmed = confirmedTranscriptHash(provider, bytes(each.interim_transcript_hash_before), content);
    same(confirmed, each.confirmed_transcript_hash_after, "confirmed_transcript_hash");
    const tag = provider.mac(bytes(each.confirmation_key), confirmed);
    same(tag, hexFromBytes(content.auth.confirmationTag ?? EMPTY), "confirmation tag");
    same(
      interimTranscriptHash(provider, confirmed, tag),
      each.interim_transcript_hash_after,
      "interim_transcript_hash",
    );
  },

  async "tree-operations"(provider, each) {
    const before = decode(bytes(each.tree_before), readRatchetTree);
    same(treeHash(provider, before), each.tree_hash_before, "tree_hash_before");
    const draft = draftOf(before);
    const proposal: Proposal = decode(bytes(each.proposal), readProposal);
    if (proposal.kind === "add") addLeaf(draft, proposal.keyPackage.leafNode);
    else if (proposal.kind === "update") updateLeaf(draft, each.proposal_sender, proposal.leafNode);
    else if (proposal.kind === "remove") {
      removeLeaf(draft, proposal.removed);
      truncate(draft);
    }
    same(encodeRatchetTree(draft), each.tree_after, "tree_after");
    same(treeHash(provider, draft), each.tree_hash_after, "tree_hash_after");
    same(treeHash(provider, before), each.tree_hash_before, "the old tree is not changed");
  },

  async "tree-validation"(provider, each) {
    const tree = decode(bytes(each.tree), readRatchetTree);
    for (const [node, expected] of each.resolutions.entries())
      equal(resolution(tree, node), expected, `resolution ${node}`);
    for (const [node, expected] of each.tree_hashes.entries())
      same(treeHash(provider, tree, node), expected, `hash ${node}`);
    const requirements = requirementsOf({ cipherSuite: each.cipher_suite, extensions: [] });
    await validateTree(provider, tree, { groupId: bytes(each.group_id), requirements });
  },

  async treekem(provider, each) {
    const tree = decode(bytes(each.ratchet_tree), readRatchetTree);
    const members = await treekemMembers(provider, tree, each);
    const context = (treeHashNow: Uint8Array) =>
      encodeGroupContext({
        cipherSuite: each.cipher_suite,
        groupId: bytes(each.group_id),
        epoch: BigInt(each.epoch),
        treeHash: treeHashNow,
        confirmedTranscriptHash: bytes(each.confirmed_transcript_hash),
        extensions: [],
      });
    for (const update of each.update_paths) {
      const path = decode(bytes(update.update_path), readUpdatePath);
      const draft = draftOf(tree);
      const received = { senderLeaf: update.sender, path, newLeaves: [] };
      const steps = mergePath(provider, draft, received);
      same(treeHash(provider, draft), update.tree_hash_after, "tree_hash_after");
      const groupContext = context(treeHash(provider, draft));
      for (const [leafIndex, expected] of update.path_secrets.entries()) {
        const privateKeys = members.get(leafIndex);
        if (expected === null || privateKeys === undefined) continue;
        const reader = { ownLeaf: leafIndex, privateKeys, groupContext };
        const opened = await openPath(provider, draft, { ...received, steps }, reader);
        same(opened.keys[0]?.pathSecret, expected, "path_secret");
        same(opened.commitSecret, update.commit_secret, "commit_secret");
      }
      // One path of our own for each tree is enough.
      if (update === each.update_paths[0])
        await checkOwnPath(provider, { tree, sender: update.sender, members, context });
    }
  },

  async welcome(provider, each) {
    const message = decode(bytes(each.welcome), readMlsMessage);
    const packaged = decode(bytes(each.key_package), readMlsMessage);
    if (message.kind !== "welcome" || packaged.kind !== "keyPackage") throw new Error("expected a Welcome");
    const welcome = message.message;
    const reference = hexFromBytes(keyPackageRef(provider, packaged.message));
    const entry = welcome.secrets.find(({ newMember }) => hexFromBytes(newMember) === reference);
    if (entry === undefined) throw new Error("expected secrets for this key package");
    const by = { privateKey: bytes(each.init_priv), label: "Welcome", context: welcome.encryptedGroupInfo };
    const secrets = decode(await decryptWithLabel(provider, by, entry.encryptedGroupSecrets), readGroupSecrets);
    const { joinerSecret } = secrets;
    const pskSecret = derivePskSecret(provider, []);
    const keys = welcomeKeyAndNonce(provider, deriveWelcomeSecret(provider, { joinerSecret, pskSecret }));
    const opened = await provider.open({ ...keys, additionalData: EMPTY }, welcome.encryptedGroupInfo);
    const info = decode(opened ?? EMPTY, readGroupInfo);
    const signerLeaf = { ...packaged.message.leafNode, signatureKey: bytes(each.signer_pub) };
    const leaves = Array.from({ length: info.signer + 1 }, () => signerLeaf);
    await verifyGroupInfo(provider, info, { leaves, parents: [], hashes: [] });
    const epochSecret = deriveEpochSecret(provider, { joinerSecret, pskSecret }, encodeGroupContext(info.context));
    const { confirmationKey } = deriveEpochSecrets(provider, epochSecret).secrets;
    const tag = provider.mac(confirmationKey, info.context.confirmedTranscriptHash);
    same(tag, hexFromBytes(info.confirmationTag), "confirmation_tag");
  },

  "passive-client-welcome": passiveClient,
  "passive-client-handling-commit": passiveClient,
  "passive-client-random": passiveClient,
};

interface ProtectionKeys {
  readonly context: { readonly groupId: Uint8Array; readonly epoch: bigint };
  readonly groupContext: Uint8Array;
  readonly signer: Signer;
  readonly membership: { readonly membershipKey: Uint8Array; readonly groupContext: Uint8Array };
  readonly senderDataSecret: Uint8Array;
}

async function protectForVector(
  provider: MlsProvider,
  { context, groupContext, signer, membership, senderDataSecret }: ProtectionKeys,
  body: ContentBody,
  { isPrivate, encryptionSecret }: { readonly isPrivate: boolean; readonly encryptionSecret: Uint8Array },
): Promise<Uint8Array> {
  const wireFormat = isPrivate ? WIRE_FORMAT.privateMessage : WIRE_FORMAT.publicMessage;
  const { groupId, epoch } = context;
  const content = { groupId, epoch, sender: { kind: "member", leafIndex: 1 }, authenticatedData: EMPTY, body } as const;
  const signature = await signContent(signer, { wireFormat, content, groupContext });
  const confirmationTag = body.kind === "commit" ? new Uint8Array(32) : undefined;
  const authenticated = { wireFormat, content, auth: { signature, confirmationTag } };
  if (!isPrivate) {
    return encodeMlsMessage({ kind: "publicMessage", message: protectPublic(provider, membership, authenticated) });
  }
  const secretTree = createSecretTree(2, encryptionSecret);
  const { message } = await protectPrivate(provider, { senderDataSecret, secretTree }, authenticated, 7);
  return encodeMlsMessage({ kind: "privateMessage", message });
}

async function treekemMembers(provider: MlsProvider, tree: RatchetTree, each: Case) {
  const members = new Map<number, ReadonlyMap<number, Uint8Array>>();
  for (const { index, encryption_priv, path_secrets } of each.leaves_private) {
    let privateKeys: ReadonlyMap<number, Uint8Array> = new Map([[nodeOfLeaf(index), bytes(encryption_priv)]]);
    for (const { node, path_secret } of path_secrets) {
      const { keys } = await checkedPathKeys(provider, tree, [{ node, copath: node }], bytes(path_secret));
      privateKeys = keepPrivateKeys(tree, privateKeys, keys).kept;
    }
    members.set(index, privateKeys);
  }
  return members;
}

/** A path that we make ourselves is opened by everyone else. */
async function checkOwnPath(
  provider: MlsProvider,
  input: {
    readonly tree: RatchetTree;
    readonly sender: number;
    readonly members: ReadonlyMap<number, ReadonlyMap<number, Uint8Array>>;
    readonly context: (treeHash: Uint8Array) => Uint8Array;
  },
): Promise<void> {
  const { tree, sender, members } = input;
  const draft = draftOf(tree);
  const steps = filteredDirectPath(draft, sender);
  const secret = provider.randomBytes(provider.suite.hashBytes);
  const { keys, commitSecret } = await derivePathKeys(provider, steps, secret);
  const withKeys = keys.map((each) => ({ ...each, encryptionKey: each.keyPair.publicKey }));
  const parentHash = setPath(provider, draft, sender, withKeys);
  const leaf = tree.leaves[sender];
  if (leaf === undefined) throw new Error("expected a sender");
  const leafNode = { ...leaf, source: { kind: "commit", parentHash } } as const;
  setLeaf(draft, sender, leafNode);
  const groupContext = input.context(treeHash(provider, draft));
  const nodes = await encryptPath(provider, draft, keys, { groupContext, newLeaves: [] });
  const received = { senderLeaf: sender, path: { leafNode, nodes }, newLeaves: [] };
  const receiving = draftOf(tree);
  const merged = mergePath(provider, receiving, received);
  for (const [leafIndex, privateKeys] of members) {
    if (leafIndex === sender || leafIndex >= leafCountOf(tree)) continue;
    const reader = { ownLeaf: leafIndex, privateKeys, groupContext };
    const opened = await openPath(provider, receiving, { ...received, steps: merged }, reader);
    same(opened.commitSecret, hexFromBytes(commitSecret), "commit_secret of our own path");
    const meeting = commonAncestor(nodeOfLeaf(leafIndex), nodeOfLeaf(sender));
    equal(opened.keys[0]?.node, meeting, "the node that both share");
  }
}

async function passiveClient(provider: MlsProvider, each: Case): Promise<void> {
  const deps = { provider, policy: acceptAnyCredentialAndCommitForTests };
  const packaged = decode(bytes(each.key_package), readMlsMessage);
  if (packaged.kind !== "keyPackage") throw new Error("expected a KeyPackage");
  const privateKeys = { init: bytes(each.init_priv), encryption: bytes(each.encryption_priv) };
  const psks = each.external_psks.map((psk: Case) => ({
    kind: "external",
    pskId: bytes(psk.psk_id),
    secret: bytes(psk.psk),
  }));
  const joined = valueOf(
    await joinGroup(deps, {
      welcome: bytes(each.welcome),
      keyPackages: [ownKeyPackage(provider, packaged.message, privateKeys)],
      ratchetTree: each.ratchet_tree === null ? undefined : bytes(each.ratchet_tree),
      psks,
      settings: { resumptionPsks: 64 },
    }),
  );
  let state: GroupState = joined.state;
  same(epochAuthenticator(state), each.initial_epoch_authenticator, "initial_epoch_authenticator");
  for (const epoch of each.epochs) {
    for (const message of [...epoch.proposals, epoch.commit]) {
      const processed = valueOf(await processMessage(deps, state, bytes(message), { psks }));
      if (processed.kind === "removed") throw new Error("expected to stay a member");
      ({ state } = processed);
    }
    same(epochAuthenticator(state), epoch.epoch_authenticator, "epoch_authenticator");
  }
}
