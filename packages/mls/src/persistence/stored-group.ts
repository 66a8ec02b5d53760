/**
 * A group as it is kept on this device, in two parts: docs/spec/mls-state.md. The epoch part is written once per commit;
 * the message part with every message, and it is small. Both hold secrets: whoever stores them seals them.
 */
import { equalBytes } from "../bytes.ts";
import { decode, type Reader } from "../codec/reader.ts";
import { encode, type Writer } from "../codec/writer.ts";
import type {
  GroupSettings,
  GroupState,
  OwnUpdate,
  PastEpoch,
  ResumptionPsk,
  WaitingProposal,
} from "../group/group-state.ts";
import type { NamedSender } from "../group/member.ts";
import type { EpochSecrets } from "../key-schedule/key-schedule.ts";
import type { SecretTree } from "../key-schedule/secret-tree.ts";
import { MLS_LIMITS } from "../limits.ts";
import { readCredential, writeCredential } from "../messages/credential.ts";
import { readExtensions, writeExtensions } from "../messages/extension.ts";
import { encodeGroupContext, readGroupContext, writeGroupContext } from "../messages/group-context.ts";
import { type LeafNode, readLeafNode, writeLeafNode } from "../messages/leaf-node.ts";
import { type ReInit, readProposal, writeProposal } from "../messages/proposal.ts";
import type { MlsProvider } from "../provider/provider.ts";
import { attemptSync, type Result, refuse, require } from "../refusal.ts";
import { encodeRatchetTree, leafCountOf, type RatchetTree, readRatchetTree } from "../tree/ratchet-tree.ts";
import { treeHash } from "../tree/tree-hash.ts";
import { readLeafCount, readSecretTree, writeSecretTree } from "./stored-secret-tree.ts";

export interface StoredGroup {
  /** Changes with each epoch: tree, context, keys, and what is kept of past epochs. */
  readonly epochPart: Uint8Array;
  /** Changes with each message: secret trees and waiting proposals. */
  readonly messagePart: Uint8Array;
}

export function encodeGroup(state: GroupState): StoredGroup {
  return { epochPart: encodeEpochPart(state), messagePart: encodeMessagePart(state) };
}

const VERSION = 1;
const PART = { epoch: 1, message: 2 } as const;

export function encodeEpochPart(state: GroupState): Uint8Array {
  return encode(state, writeEpochPart);
}

export function encodeMessagePart(state: GroupState): Uint8Array {
  return encode(state, writeMessagePart);
}

/** Refuses as "malformed" what is no stored group, and as "invalid" parts that do not belong together. */
export function decodeGroup(provider: MlsProvider, { epochPart, messagePart }: StoredGroup): Result<GroupState> {
  return attemptSync(() => {
    const epoch = decode(epochPart, readEpochPart, STORED_BYTES);
    const messages = decode(messagePart, readMessagePart, STORED_BYTES);
    require(equalBytes(messages.confirmationTag, epoch.confirmationTag), "invalid", "two parts of one epoch");
    require(messages.pastTrees.length === epoch.past.length, "invalid", "two parts of one epoch");
    require(messages.secretTree.leafCount === leafCountOf(epoch.tree), "invalid", "two parts of one epoch");
    require(equalBytes(treeHash(provider, epoch.tree), epoch.context.treeHash), "invalid", "a tree with its hash");
    const { secretTree, pastTrees, waiting, ownUpdates } = messages;
    const past = epoch.past.map(
      (each, at): PastEpoch => ({ ...each, secretTree: pastTrees[at] ?? refuse("invalid", "a tree for each epoch") }),
    );
    return { ...epoch, past, secretTree, waiting, ownUpdates };
  });
}

/** A group of the largest size with all its past epochs. */
const STORED_BYTES = 4 * MLS_LIMITS.messageBytes;

function writeHeader(writer: Writer, part: number): Writer {
  return writer.uint16(VERSION).uint8(part);
}

function readHeader(reader: Reader, part: number): void {
  require(reader.uint16() === VERSION, "unsupported", `version ${VERSION} of a stored group`);
  require(reader.uint8() === part, "malformed", `part ${part} of a stored group`);
}

function writeEpochPart(writer: Writer, state: GroupState): void {
  writeHeader(writer, PART.epoch);
  writeGroupContext(writer, state.context);
  writer.opaque(encodeRatchetTree(state.tree)).uint32(state.ownLeaf);
  writer.list([...state.privateKeys], (inner, [node, key]) => inner.uint32(node).opaque(key));
  for (const name of SECRET_NAMES) writer.opaque(state.secrets[name]);
  writer.opaque(state.confirmationTag).opaque(state.interimTranscriptHash);
  writer.uint16(state.settings.pastEpochs).uint16(state.settings.resumptionPsks);
  writer.optional(state.reinit, writeReInit);
  writer.list(state.resumptionPsks, (inner, { epoch, secret }) => inner.uint64(epoch).opaque(secret));
  writer.list(state.past, (inner, past) => writePastEpoch(inner, past, state.tree));
}

type StoredEpoch = Omit<GroupState, "secretTree" | "waiting" | "ownUpdates" | "past"> & {
  readonly past: readonly Omit<PastEpoch, "secretTree">[];
};

function readEpochPart(reader: Reader): StoredEpoch {
  readHeader(reader, PART.epoch);
  const context = readGroupContext(reader);
  const tree = decode(reader.opaque(), readRatchetTree);
  const ownLeaf = reader.uint32();
  require(tree.leaves[ownLeaf] !== undefined, "malformed", "a leaf of our own");
  const privateKeys = new Map(
    reader.list((inner) => [inner.uint32(), inner.opaque(MLS_LIMITS.keyBytes)] as const, MLS_LIMITS.treeDepth + 2),
  );
  return {
    context,
    encodedContext: encodeGroupContext(context),
    tree,
    ownLeaf,
    privateKeys,
    secrets: readSecrets(reader),
    confirmationTag: reader.opaque(MLS_LIMITS.keyBytes),
    interimTranscriptHash: reader.opaque(MLS_LIMITS.keyBytes),
    settings: readSettings(reader),
    reinit: reader.optional(readReInit),
    resumptionPsks: reader.list(readResumptionPsk, MLS_LIMITS.resumptionPsks),
    past: reader.list((inner) => readPastEpoch(inner, tree), MLS_LIMITS.pastEpochs),
  };
}

const SECRET_NAMES = [
  "senderDataSecret",
  "exporterSecret",
  "externalSecret",
  "confirmationKey",
  "membershipKey",
  "resumptionPsk",
  "epochAuthenticator",
  "initSecret",
] as const satisfies readonly (keyof EpochSecrets)[];

function readSecrets(reader: Reader): EpochSecrets {
  const secret = () => reader.opaque(MLS_LIMITS.keyBytes);
  return {
    senderDataSecret: secret(),
    exporterSecret: secret(),
    externalSecret: secret(),
    confirmationKey: secret(),
    membershipKey: secret(),
    resumptionPsk: secret(),
    epochAuthenticator: secret(),
    initSecret: secret(),
  };
}

function readSettings(reader: Reader): GroupSettings {
  const settings = { pastEpochs: reader.uint16(), resumptionPsks: reader.uint16() };
  const { pastEpochs, resumptionPsks } = MLS_LIMITS;
  const fit = settings.pastEpochs <= pastEpochs && settings.resumptionPsks <= resumptionPsks;
  require(fit, "malformed", "settings within their limits");
  return settings;
}

function writeReInit(writer: Writer, { groupId, version, cipherSuite, extensions }: ReInit): void {
  writer.opaque(groupId).uint16(version).uint16(cipherSuite);
  writeExtensions(writer, extensions);
}

function readReInit(reader: Reader): ReInit {
  const groupId = reader.opaque(MLS_LIMITS.groupIdBytes);
  const [version, cipherSuite] = [reader.uint16(), reader.uint16()];
  return { groupId, version, cipherSuite, extensions: readExtensions(reader) };
}

function readResumptionPsk(reader: Reader): ResumptionPsk {
  return { epoch: reader.uint64(), secret: reader.opaque(MLS_LIMITS.keyBytes) };
}

/** Of an earlier tree only the leaves matter, and most of them are the ones of today. */
function writePastEpoch(writer: Writer, past: PastEpoch, { leaves: now }: RatchetTree): void {
  writeGroupContext(writer, past.context);
  writer.opaque(past.senderDataSecret).uint32(past.leaves.length);
  writer.list([...past.leaves.entries()], (inner, [leafIndex, leaf]) => {
    if (!isSameLeaf(leaf, now[leafIndex])) inner.uint32(leafIndex).optional(leaf, writeLeafNode);
  });
}

function isSameLeaf(a: LeafNode | undefined, b: LeafNode | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && equalBytes(a.encoded, b.encoded));
}

function readPastEpoch(reader: Reader, { leaves: now }: RatchetTree): Omit<PastEpoch, "secretTree"> {
  const context = readGroupContext(reader);
  const senderDataSecret = reader.opaque(MLS_LIMITS.keyBytes);
  const leafCount = readLeafCount(reader);
  const leaves = Array.from({ length: leafCount }, (_, leafIndex) => now[leafIndex]);
  reader.list((inner) => {
    const leafIndex = inner.uint32();
    require(leafIndex < leafCount, "malformed", "a leaf within the tree");
    leaves[leafIndex] = inner.optional(readLeafNode);
  }, leafCount);
  return { context, encodedContext: encodeGroupContext(context), senderDataSecret, leaves };
}

function writeMessagePart(writer: Writer, state: GroupState): void {
  writeHeader(writer, PART.message).opaque(state.confirmationTag);
  writeSecretTree(writer, state.secretTree);
  writer.list(state.past, (inner, { secretTree }) => writeSecretTree(inner, secretTree));
  writer.list(state.waiting, writeWaiting);
  writer.list(state.ownUpdates, (inner, { encryptionKey, privateKey }) =>
    inner.opaque(encryptionKey).opaque(privateKey),
  );
}

interface StoredMessages {
  readonly confirmationTag: Uint8Array;
  readonly secretTree: SecretTree;
  readonly pastTrees: readonly SecretTree[];
  readonly waiting: readonly WaitingProposal[];
  readonly ownUpdates: readonly OwnUpdate[];
}

function readMessagePart(reader: Reader): StoredMessages {
  readHeader(reader, PART.message);
  const readOwnUpdate = (inner: Reader) => ({
    encryptionKey: inner.opaque(MLS_LIMITS.keyBytes),
    privateKey: inner.opaque(MLS_LIMITS.keyBytes),
  });
  return {
    confirmationTag: reader.opaque(MLS_LIMITS.keyBytes),
    secretTree: readSecretTree(reader),
    pastTrees: reader.list(readSecretTree, MLS_LIMITS.pastEpochs),
    waiting: reader.list(readWaiting, MLS_LIMITS.proposalsWaiting),
    ownUpdates: reader.list(readOwnUpdate, MLS_LIMITS.proposalsWaiting),
  };
}

const SENDER_KINDS = ["member", "external", "new_member_proposal", "new_member_commit"] as const;

function writeWaiting(writer: Writer, { reference, proposal, sender }: WaitingProposal): void {
  writer.opaque(reference);
  writeProposal(writer, proposal);
  writer.uint8(SENDER_KINDS.indexOf(sender.kind));
  writer.optional(sender.leafIndex, (inner, index) => inner.uint32(index));
  writer.optional(sender.senderIndex, (inner, index) => inner.uint32(index));
  writeCredential(writer, sender.credential);
  writer.opaque(sender.signatureKey);
}

function readWaiting(reader: Reader): WaitingProposal {
  const reference = reader.opaque(MLS_LIMITS.keyBytes);
  const proposal = readProposal(reader);
  const sender: NamedSender = {
    kind: SENDER_KINDS[reader.uint8()] ?? refuse("malformed", "a kind of sender"),
    leafIndex: reader.optional((inner) => inner.uint32()),
    senderIndex: reader.optional((inner) => inner.uint32()),
    credential: readCredential(reader),
    signatureKey: reader.opaque(MLS_LIMITS.keyBytes),
  };
  return { reference, proposal, sender };
}
