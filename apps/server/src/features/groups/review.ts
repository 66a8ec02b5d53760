/**
 * What this server lets pass: keys that the identity log lists, and commits by the table that clients enforce as well
 * (`commitFault`). A server that let more pass would not fool them; it refuses early, so that no room gets stuck.
 */
import type { ListedDevice } from "@warbler/crypto/identity";
import type { CommitUnderReview, Credential, CredentialUnderReview, GroupPolicy } from "@warbler/mls/public";
import { type Extension, externalSendersOf, findExtension } from "@warbler/mls/public";
import {
  type AccountId,
  type CommitFault,
  type CommitToJudge,
  commitFault,
  type DeviceId,
  decodeRoomExtension,
  type GroupDevice,
  parseCredentialIdentity,
  ROOM_EXTENSION_TYPE,
  type RoomExtension,
} from "@warbler/protocol";

export type ListedDevices = (account: AccountId) => Promise<ReadonlyMap<DeviceId, ListedDevice>>;

const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

export function deviceOf(credential: Credential): GroupDevice | undefined {
  return credential.kind === "basic" ? parseCredentialIdentity(credential.identity) : undefined;
}

/** For what was judged when it was taken, and is now only followed. */
export const followOnly: GroupPolicy = { checkCredential: () => true, checkCommit: () => true };

export interface ReviewDeps {
  readonly listedDevices: ListedDevices;
  /** Whether they are suspended or have left the organisation. */
  readonly hasLeft: (account: AccountId) => Promise<boolean>;
  readonly proposalKey: Uint8Array;
  /** Whose devices are in the group before the commit. */
  readonly devices: ReadonlyMap<DeviceId, AccountId>;
  /** For the first commit after a reset: who was in the room. */
  readonly formerMembers?: ReadonlySet<AccountId> | undefined;
}

/** A policy for one commit or one new group; `fault` tells afterwards what it had against it. */
export function reviewBy({ listedDevices, hasLeft, proposalKey, devices, formerMembers }: ReviewDeps) {
  let fault: CommitFault | "a device that the identity log does not list" | undefined;

  const isListed = async (credential: Credential, signatureKey: Uint8Array): Promise<boolean> => {
    const who = deviceOf(credential);
    const listed = who && (await listedDevices(who.account)).get(who.device);
    return listed !== undefined && isSame(listed.signatureKey, signatureKey);
  };
  const checkCredential = async (review: CredentialUnderReview): Promise<boolean> => {
    if (review.occasion === "external-sender") return isSame(review.signatureKey, proposalKey);
    const { previous } = review;
    if (review.occasion === "changing")
      // A device keeps its identity and its key for life.
      return (
        previous !== undefined &&
        isSame(previous.signatureKey, review.signatureKey) &&
        isSameDevice(previous.credential, review.credential)
      );
    const listed = await isListed(review.credential, review.signatureKey);
    if (!listed) fault = "a device that the identity log does not list";
    return listed;
  };
  const checkCommit = async (review: CommitUnderReview): Promise<boolean> => {
    const judged = await toJudge(review);
    fault = judged === undefined ? "a change of what never changes" : commitFault(judged);
    return fault === undefined;
  };

  const toJudge = async (review: CommitUnderReview): Promise<CommitToJudge | undefined> => {
    const committer = deviceOf(review.committer.credential);
    const before = roomExtensionOf(review.before.context.extensions);
    if (committer === undefined || before === undefined) return undefined;
    const devicesAfter = new Map(devices);
    const leaves = new Map(
      // Only who is removed needs to be found.
      review.proposals.some(({ proposal }) => proposal.kind === "remove")
        ? review.before.members().map((member) => [member.leafIndex, member] as const)
        : [],
    );
    const adds: { who: GroupDevice; by: GroupDevice | "server" }[] = [];
    const removes: { who: GroupDevice; by: GroupDevice | "server"; isOut: boolean }[] = [];
    let otherProposals = 0;
    for (const { proposal, sender } of review.proposals) {
      const by = sender.kind === "external" ? "server" : deviceOf(sender.credential);
      if (by === undefined) return undefined;
      switch (proposal.kind) {
        case "add": {
          const who = deviceOf(proposal.keyPackage.leafNode.credential);
          if (who === undefined) return undefined;
          adds.push({ who, by });
          devicesAfter.set(who.device, who.account);
          break;
        }
        case "remove": {
          const member = leaves.get(proposal.removed);
          const who = member && deviceOf(member.credential);
          if (member === undefined || who === undefined) return undefined;
          devicesAfter.delete(who.device);
          const isOut = !(await isListed(member.credential, member.signatureKey)) || (await hasLeft(who.account));
          removes.push({ who, by, isOut });
          break;
        }
        case "psk":
        case "reinit":
          otherProposals++;
          break;
        case "update":
        case "external_init":
        case "group_context_extensions":
          break;
      }
    }
    return {
      committer,
      isExternal: review.committer.kind === "new_member_commit",
      members: new Set(devices.values()),
      membersAfter: new Set(devicesAfter.values()),
      adds,
      removes,
      formerMembers,
      otherProposals,
      before,
      after: roomExtensionOf(review.after.context.extensions),
      hasOtherContextChange: !isSameBesideRoom(review.before.context.extensions, review.after.context.extensions),
    };
  };

  return { policy: { checkCredential, checkCommit } satisfies GroupPolicy, fault: () => fault };
}

export function roomExtensionOf(extensions: readonly Extension[]): RoomExtension | undefined {
  const data = findExtension(extensions, ROOM_EXTENSION_TYPE);
  return data && decodeRoomExtension(data);
}

/** The one external sender of a group must be this server, under its key. */
export function hasOnlyThisServer(extensions: readonly Extension[], proposalKey: Uint8Array): boolean {
  const senders = externalSendersOf(extensions);
  return senders.length === 1 && senders.every(({ signatureKey }) => isSame(signatureKey, proposalKey));
}

function isSameDevice(a: Credential, b: Credential): boolean {
  return a.kind === "basic" && b.kind === "basic" && isSame(a.identity, b.identity);
}

function isSameBesideRoom(before: readonly Extension[], after: readonly Extension[]): boolean {
  const beside = (extensions: readonly Extension[]) => extensions.filter(({ type }) => type !== ROOM_EXTENSION_TYPE);
  const [a, b] = [beside(before), beside(after)];
  return (
    a.length === b.length &&
    a.every(({ type, data }) => {
      const other = findExtension(b, type);
      return other !== undefined && isSame(other, data);
    })
  );
}
