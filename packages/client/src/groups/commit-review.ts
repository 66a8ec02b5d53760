/** A commit in MLS's terms, put to the table of who may change what in a room. */
import type { CommitUnderReview, Extension, Member } from "@warbler/mls";
import {
  type AccountId,
  type CommitFault,
  type CommitToJudge,
  commitFault,
  decodeRoomExtension,
  type GroupDevice,
  parseCredentialIdentity,
  ROOM_EXTENSION_TYPE,
  type RoomExtension,
} from "@warbler/protocol";
import { equalBytes } from "../sync/equal-bytes.ts";
import type { GroupMember } from "./roster.ts";
import type { Lists } from "./waiting-removals.ts";

export const NOT_OURS = "a change of what never changes";

/** Why members refuse the commit; undefined when it is allowed. */
export async function faultIn(
  review: CommitUnderReview,
  lists: Lists,
  returning?: readonly AccountId[],
): Promise<CommitFault | undefined> {
  // Most commits take nobody out who is listed: the audit log is asked only where that alone would allow the commit.
  const fault = await judge(review, { ...lists, isOut: async () => false }, returning);
  if (fault !== "a removal by someone without the role for it") return fault;
  // Its account may just have revoked the device.
  await lists.refresh();
  return judge(review, lists, returning);
}

async function judge(
  review: CommitUnderReview,
  lists: Lists,
  returning?: readonly AccountId[],
): Promise<CommitFault | undefined> {
  const judged = await toJudge(review, lists);
  if (judged === undefined) return NOT_OURS;
  return commitFault(returning === undefined ? judged : { ...judged, formerMembers: new Set(returning) });
}

/** Undefined for a commit in which somebody is no account's device. */
async function toJudge(
  { committer, proposals, before, after }: CommitUnderReview,
  { isListed, isOut: isAccountOut }: Lists,
): Promise<CommitToJudge | undefined> {
  const roster = membersIn(before.members());
  const rosterAfter = membersIn(after.members());
  const by = deviceIn(committer);
  const roomBefore = roomExtensionOf(before.context.extensions);
  if (roster === undefined || rosterAfter === undefined || by === undefined || roomBefore === undefined)
    return undefined;
  const adds: CommitToJudge["adds"][number][] = [];
  const removes: CommitToJudge["removes"][number][] = [];
  let otherProposals = 0;
  for (const { proposal, sender } of proposals) {
    const proposer = sender.kind === "external" ? "server" : deviceIn(sender);
    if (proposer === undefined) return undefined;
    switch (proposal.kind) {
      case "add": {
        const who = deviceIn(proposal.keyPackage.leafNode);
        if (who === undefined) return undefined;
        adds.push({ who, by: proposer });
        break;
      }
      case "remove": {
        const who = roster.find(({ leaf }) => leaf === proposal.removed);
        if (who === undefined) return undefined;
        const isOut = !(await isListed(who.account, who.device, who.signatureKey)) || (await isAccountOut(who.account));
        removes.push({ who, by: proposer, isOut });
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
    committer: by,
    isExternal: committer.kind === "new_member_commit",
    members: new Set(roster.map(({ account }) => account)),
    membersAfter: new Set(rosterAfter.map(({ account }) => account)),
    adds,
    removes,
    otherProposals,
    before: roomBefore,
    after: roomExtensionOf(after.context.extensions),
    hasOtherContextChange: !sameBesideRoom(before.context.extensions, after.context.extensions),
  };
}

export function roomExtensionOf(extensions: readonly Extension[]): RoomExtension | undefined {
  const data = extensions.find(({ type }) => type === ROOM_EXTENSION_TYPE)?.data;
  return data && decodeRoomExtension(data);
}

/** Account and device of a credential; undefined for one of another form. */
export function deviceIn({ credential }: Pick<Member, "credential">): GroupDevice | undefined {
  return credential.kind === "basic" ? parseCredentialIdentity(credential.identity) : undefined;
}

/** Undefined when a leaf names no account and device. */
export function membersIn(leaves: readonly Member[]): readonly GroupMember[] | undefined {
  const members: GroupMember[] = [];
  for (const leaf of leaves) {
    const member = memberIn(leaf);
    if (member === undefined) return undefined;
    members.push(member);
  }
  return members;
}

export function memberIn(
  leaf: Pick<Member, "credential" | "signatureKey"> & { readonly leafIndex: number | undefined },
): GroupMember | undefined {
  const device = deviceIn(leaf);
  return device && { ...device, leaf: leaf.leafIndex ?? NO_LEAF, signatureKey: leaf.signatureKey };
}

/** Of one who is on the way in. */
const NO_LEAF = -1;

/** External senders and required capabilities are made with the group and stay as they are. */
function sameBesideRoom(before: readonly Extension[], after: readonly Extension[]): boolean {
  const others = (all: readonly Extension[]) => all.filter(({ type }) => type !== ROOM_EXTENSION_TYPE);
  const [a, b] = [others(before), others(after)];
  const isIn = ({ type, data }: Extension) => b.some((one) => one.type === type && equalBytes(one.data, data));
  return a.length === b.length && a.every(isIn);
}
