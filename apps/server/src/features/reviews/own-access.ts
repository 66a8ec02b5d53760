/** Nobody reviews their own access, nor what they gave: which grants of a snapshot somebody may not decide. */
import type { AccountId, ReviewItem, SnapshotPart } from "@warbler/protocol";

/**
 * One's own grants; of roles in the organisation also what one gave oneself. In a room its owners answer for who is there, whoever
 * let them in.
 */
export const isOwn = (
  { account, room, givenBy }: Pick<ReviewItem, "account" | "room" | "givenBy">,
  reviewer: AccountId,
): boolean => account === reviewer || (room === undefined && givenBy === reviewer);

/** The numbers of those grants, without making a whole item of each. */
export function ownIn({ first, room, names, people }: SnapshotPart, reviewer: AccountId): number[] {
  const giver = room === undefined ? names.indexOf(reviewer) : -1;
  const own: number[] = [];
  let item = first;
  for (const [account, , grants] of people)
    for (const [, , , givenBy] of grants) {
      if (account === reviewer || (givenBy !== null && givenBy === giver)) own.push(item);
      item++;
    }
  return own;
}
