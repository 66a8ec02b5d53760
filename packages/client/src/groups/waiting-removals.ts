/**
 * Proposals that wait for a commit, and which of them a member takes up: people's own to leave, and the server's to remove devices
 * that their accounts list no more, or of people who are out of the organisation. Anything else, by whomever, would make the
 * commit one that nobody follows.
 */
import type { WaitingProposal } from "@warbler/mls";
import type { AccountId } from "@warbler/protocol";
import type { Membership } from "../identity/membership.ts";
import type { GroupMember } from "./roster.ts";

/** What tells who is to go. */
export interface Lists extends Pick<Membership, "isListed" | "refresh"> {
  /** Whether the audit log shows that they are suspended or have left. */
  isOut(account: AccountId): Promise<boolean>;
  /** Whether it shows that they were out and are back. */
  isBack(account: AccountId): Promise<boolean>;
}

interface Members {
  readonly members: readonly GroupMember[];
}
/** What this needs of a room's group. */
interface Group extends Members {
  readonly own: GroupMember;
  readonly state: { readonly waiting: readonly WaitingProposal[] };
}

/** Those that this device can commit, of several about one device the last (RFC 9420 §12.2); ones about itself are for others. */
export async function removalsToCommit(group: Group, lists: Lists): Promise<readonly WaitingProposal[]> {
  const byLeaf = new Map<number, WaitingProposal>();
  for (const waiting of group.state.waiting) {
    const leaf = removedBy(waiting, group)?.leaf;
    if (leaf === undefined || leaf === group.own.leaf) continue;
    if (await mayBeTakenUp(waiting, group, lists)) byLeaf.set(leaf, waiting);
  }
  return [...byLeaf.values()];
}

/** Whether this device is to commit before anything else is done. */
export async function waitsForCommit(group: Group, lists: Lists): Promise<boolean> {
  return (await removalsToCommit(group, lists)).length > 0;
}

/**
 * Whether the server asked for somebody's removal who is back since. No commit takes that up; one without it ends the epoch, and with
 * that what the server holds messages back for.
 */
export async function hasOneOfWhoIsBack(group: Group, lists: Lists): Promise<boolean> {
  for (const waiting of group.state.waiting) {
    const removed = waiting.sender.kind === "external" ? removedBy(waiting, group) : undefined;
    if (removed !== undefined && (await isListed(removed, lists)) && (await lists.isBack(removed.account))) return true;
  }
  return false;
}

/** Whether the rules of the room allow a commit with it to whoever makes one. */
export async function mayBeTakenUp(waiting: WaitingProposal, group: Members, lists: Lists): Promise<boolean> {
  const removed = removedBy(waiting, group);
  if (removed === undefined) return false;
  if (waiting.sender.kind !== "external") return isOwnWish(waiting, removed, group);
  if (!(await isListed(removed, lists))) return true;
  // Its account may just have taken it off.
  await lists.refresh();
  return !(await isListed(removed, lists)) || lists.isOut(removed.account);
}

/** Accounts that a commit, which the rules of the room allow, takes out because they are out of the organisation. */
export async function accountsOut(
  proposals: readonly Pick<WaitingProposal, "proposal" | "sender">[],
  group: Members,
  lists: Lists,
): Promise<ReadonlySet<AccountId>> {
  const out = new Set<AccountId>();
  for (const proposal of proposals) {
    const removed = proposal.sender.kind === "external" ? removedBy(proposal, group) : undefined;
    if (removed !== undefined && (await isListed(removed, lists))) out.add(removed.account);
  }
  return out;
}

/** Accounts that ask to leave: a proposal by one of their devices, about one of their devices. */
export function leavingAccounts(
  proposals: readonly Pick<WaitingProposal, "proposal" | "sender">[],
  group: Members,
): ReadonlySet<AccountId> {
  const leaving = new Set<AccountId>();
  for (const proposal of proposals) {
    const removed = removedBy(proposal, group);
    if (removed !== undefined && isOwnWish(proposal, removed, group)) leaving.add(removed.account);
  }
  return leaving;
}

function removedBy({ proposal }: Pick<WaitingProposal, "proposal">, { members }: Members): GroupMember | undefined {
  return proposal.kind === "remove" ? members.find(({ leaf }) => leaf === proposal.removed) : undefined;
}

function isOwnWish(
  { sender }: Pick<WaitingProposal, "sender">,
  { account }: GroupMember,
  { members }: Members,
): boolean {
  return members.find(({ leaf }) => leaf === sender.leafIndex)?.account === account;
}

const isListed = ({ account, device, signatureKey }: GroupMember, lists: Pick<Lists, "isListed">) =>
  lists.isListed(account, device, signatureKey);
