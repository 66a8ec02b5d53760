/**
 * Who may change what in an end-to-end room: one table that clients enforce on every commit, whoever delivered it, and by
 * which the server refuses early. Roles are those of the group before the commit. Whoever is in no leaf has none, though the
 * room's extension may still list one: people leave by commits of members who may not change roles.
 */
import type { AccountId, DeviceId } from "../ids.ts";
import type { RoomExtension } from "./room-extension.ts";

/** One member of the group: a device of an account. */
export interface GroupDevice {
  readonly account: AccountId;
  readonly device: DeviceId;
}

export interface CommitToJudge {
  /** Who signed the commit; of an external one, who joins by it. */
  readonly committer: GroupDevice;
  readonly isExternal: boolean;
  /** Accounts with a device in the group before the commit, and after it. */
  readonly members: ReadonlySet<AccountId>;
  readonly membersAfter: ReadonlySet<AccountId>;
  readonly adds: readonly { readonly who: GroupDevice; readonly by: GroupDevice | "server" }[];
  readonly removes: readonly {
    readonly who: GroupDevice;
    readonly by: GroupDevice | "server";
    /** The identity log no longer lists the device, or the audit log shows that its person is suspended or has left. */
    readonly isOut: boolean;
  }[];
  /**
   * For the first commit after a reset, the accounts that were in the room: whoever began the new group may bring them back, and
   * only them, without a role for it. Later ones are let in by who has the role, since nobody who came after the reset could
   * tell them from others.
   */
  readonly formerMembers?: ReadonlySet<AccountId> | undefined;
  /** Of kinds that end-to-end rooms do not use: PreSharedKey, ReInit. */
  readonly otherProposals: number;
  readonly before: RoomExtension;
  /** Undefined where the group context has none any more, or one that cannot be read. */
  readonly after: RoomExtension | undefined;
  /** Something else in the group context's extensions changed: required capabilities, external senders. */
  readonly hasOtherContextChange: boolean;
}

export type CommitFault =
  | "adds and removes in one commit"
  | "an add by someone without the role for it"
  | "a removal by someone without the role for it"
  | "an external commit by an outsider"
  | "an external commit that changes more than its own device"
  | "a change of roles by someone who is no owner"
  | "no owner left"
  | "a change of what never changes"
  | "a proposal of a kind that is not used";

/** Why the commit is not allowed, or undefined when it is. */
export function commitFault(commit: CommitToJudge): CommitFault | undefined {
  const { committer, adds, removes, before, after } = commit;
  const committersRole = before.roles.get(committer.account);
  if (commit.otherProposals > 0) return "a proposal of a kind that is not used";
  // Mixed, newcomers would be given keys that those who leave still know (RFC 9420 has it right; implementations had not).
  if (adds.length > 0 && removes.length > 0) return "adds and removes in one commit";
  if (after === undefined || commit.hasOtherContextChange || !isSameRoom(before, after))
    return "a change of what never changes";
  if (commit.isExternal) return externalFault(commit);
  for (const { who, by } of adds)
    if (by === "server" || by.account !== committer.account || !mayAdd(commit, who))
      return "an add by someone without the role for it";
  for (const removal of removes) if (!mayRemove(commit, removal)) return "a removal by someone without the role for it";
  if (doRolesChange(commit, after) && !isSuccession(commit, after)) {
    if (committersRole !== "owner") return "a change of roles by someone who is no owner";
    if (![...after.roles].some(([account, role]) => role === "owner" && commit.membersAfter.has(account)))
      return "no owner left";
  }
  return undefined;
}

/**
 * Who becomes the owner of a room that none of its members owns, since its owner has left the organisation or lost every device: the
 * first of the moderators, or else of all, in the order of their ids as text, by anyone's commit. Ids never change, so that no member
 * can move to the front; places in the tree can be taken. After a reset nobody: whoever owned the room may not be back yet.
 */
export function heirOf({ generation, roles }: RoomExtension, members: ReadonlySet<AccountId>): AccountId | undefined {
  if (generation > 0 || [...members].some((account) => roles.get(account) === "owner")) return undefined;
  const inOrder = [...members].sort();
  return inOrder.find((account) => roles.get(account) === "moderator") ?? inOrder[0];
}

/** Whether nothing of the roles changes but that the heir owns the room. */
function isSuccession(commit: CommitToJudge, after: RoomExtension): boolean {
  const { before, members, membersAfter } = commit;
  const heir = heirOf(before, members);
  if (heir === undefined || !membersAfter.has(heir)) return false;
  const roles = new Map(before.roles).set(heir, "owner");
  return !doRolesChange({ ...commit, before: { ...before, roles } }, after);
}

/** From outside a device of a member comes in: to heal what it lost, or as another device of its account. */
function externalFault({ committer, members, adds, removes, before, after }: CommitToJudge): CommitFault | undefined {
  if (!members.has(committer.account)) return "an external commit by an outsider";
  const isOwnOnly = removes.every(({ who }) => who.account === committer.account && who.device === committer.device);
  const isMore = adds.length > 0 || !isOwnOnly || (after !== undefined && haveRolesChanged(before, after));
  return isMore ? "an external commit that changes more than its own device" : undefined;
}

const mayAdd = ({ committer, before, formerMembers }: CommitToJudge, who: GroupDevice): boolean =>
  before.roles.has(committer.account) || who.account === committer.account || formerMembers?.has(who.account) === true;

/** Revoked devices and those of leavers go by anyone's hand, people leave by their own, and others are removed by who has the role for it. */
function mayRemove({ committer, before }: CommitToJudge, removal: CommitToJudge["removes"][number]): boolean {
  const { who, by, isOut } = removal;
  if (isOut) return true;
  if (by === "server") return false;
  if (by.account === who.account) return true;
  if (by.account !== committer.account) return false;
  const role = before.roles.get(committer.account);
  return role === "owner" || (role === "moderator" && before.roles.get(who.account) === undefined);
}

const isSameRoom = (before: RoomExtension, after: RoomExtension): boolean =>
  before.level === after.level && before.generation === after.generation && before.predecessor === after.predecessor;

/** Other roles for anyone who is in the group after it. Anyone's commit may drop the role of somebody who is not. */
function doRolesChange(commit: CommitToJudge, after: RoomExtension): boolean {
  const { members, membersAfter, before } = commit;
  const accounts = new Set([...before.roles.keys(), ...after.roles.keys()]);
  return [...accounts].some((account) => {
    const [listed, given] = [before.roles.get(account), after.roles.get(account)];
    if (!membersAfter.has(account)) return given !== undefined && given !== listed;
    return given !== (members.has(account) || isBack(commit, account) ? listed : undefined);
  });
}

/** After a reset its people come back with the roles they had, whenever that is. */
const isBack = ({ formerMembers, before }: CommitToJudge, account: AccountId): boolean =>
  formerMembers?.has(account) ?? before.generation > 0;

const haveRolesChanged = (before: RoomExtension, after: RoomExtension): boolean =>
  before.roles.size !== after.roles.size ||
  [...before.roles].some(([account, role]) => after.roles.get(account) !== role);
