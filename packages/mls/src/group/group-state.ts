/** A member's view of a group in one epoch. A state is a value: every operation returns a new one and changes none. */
import type { EpochSecrets } from "../key-schedule/key-schedule.ts";
import type { SecretTree } from "../key-schedule/secret-tree.ts";
import { MLS_LIMITS } from "../limits.ts";
import type { GroupContext } from "../messages/group-context.ts";
import type { LeafNode } from "../messages/leaf-node.ts";
import type { Proposal, ReInit } from "../messages/proposal.ts";
import type { MlsProvider } from "../provider/provider.ts";
import { present, require } from "../refusal.ts";
import type { RatchetTree } from "../tree/ratchet-tree.ts";
import type { PrivateKeys } from "../tree/treekem.ts";
import { type Member, memberOf, membersOf, type NamedSender } from "./member.ts";
import type { GroupPolicy } from "./policy.ts";

/** What every operation needs from outside. */
export interface MlsDeps {
  readonly provider: MlsProvider;
  readonly policy: GroupPolicy;
}

export interface GroupSettings {
  /** How many epochs back application messages can still be opened; each costs forward secrecy. */
  readonly pastEpochs: number;
  /** How many epochs back this group's resumption PSKs are kept. */
  readonly resumptionPsks: number;
}

export const DEFAULT_SETTINGS: GroupSettings = { pastEpochs: 2, resumptionPsks: 4 };

/** A proposal of this epoch that waits for a commit. */
export interface WaitingProposal {
  /** RFC 9420 §5.2: how a commit names it. */
  readonly reference: Uint8Array;
  readonly proposal: Proposal;
  readonly sender: NamedSender;
}

/** The private key of an Update that we proposed. */
export interface OwnUpdate {
  readonly encryptionKey: Uint8Array;
  readonly privateKey: Uint8Array;
}

/** What is kept of an epoch that is over, to open messages that come late. */
export interface PastEpoch {
  readonly context: GroupContext;
  readonly encodedContext: Uint8Array;
  readonly leaves: readonly (LeafNode | undefined)[];
  readonly senderDataSecret: Uint8Array;
  readonly secretTree: SecretTree;
}

export interface ResumptionPsk {
  readonly epoch: bigint;
  readonly secret: Uint8Array;
}

export interface GroupState {
  readonly context: GroupContext;
  readonly encodedContext: Uint8Array;
  readonly tree: RatchetTree;
  readonly ownLeaf: number;
  readonly privateKeys: PrivateKeys;
  readonly secrets: EpochSecrets;
  readonly confirmationTag: Uint8Array;
  readonly interimTranscriptHash: Uint8Array;
  /** Changes with every message. */
  readonly secretTree: SecretTree;
  readonly waiting: readonly WaitingProposal[];
  readonly ownUpdates: readonly OwnUpdate[];
  /** The latest first. */
  readonly past: readonly PastEpoch[];
  /** The latest first; the current epoch's is among the secrets. */
  readonly resumptionPsks: readonly ResumptionPsk[];
  /** Set when a ReInit was committed: this group is over. */
  readonly reinit: ReInit | undefined;
  readonly settings: GroupSettings;
}

/** The leaf of this member. */
export function ownLeafOf(state: GroupState): LeafNode {
  return present(state.tree.leaves[state.ownLeaf], "not-a-member", "a leaf of our own");
}

export function ownMember(state: GroupState): Member {
  return memberOf(state.ownLeaf, ownLeafOf(state));
}

/** Everyone in the group, by ascending leaf index. */
export function roster(state: GroupState): readonly Member[] {
  return membersOf(state.tree);
}

/** Ends work on a group that was reinitialised (RFC 9420 §11.2). */
export function requireActive({ reinit }: GroupState): void {
  require(reinit === undefined, "group-ended", "a group that was not reinitialised");
}

export function requireSuite({ suite }: MlsProvider, cipherSuite: number): void {
  require(suite.id === cipherSuite, "unsupported", `cipher suite ${suite.id}, got ${cipherSuite}`);
}

export function checkedSettings(settings: Partial<GroupSettings> | undefined): GroupSettings {
  const { pastEpochs, resumptionPsks } = { ...DEFAULT_SETTINGS, ...settings };
  const fits = (count: number, limit: number) => Number.isInteger(count) && count >= 0 && count <= limit;
  if (!fits(pastEpochs, MLS_LIMITS.pastEpochs)) throw new RangeError(`0 to ${MLS_LIMITS.pastEpochs} past epochs`);
  if (!fits(resumptionPsks, MLS_LIMITS.resumptionPsks)) throw new RangeError(`0 to ${MLS_LIMITS.resumptionPsks} PSKs`);
  return { pastEpochs, resumptionPsks };
}
