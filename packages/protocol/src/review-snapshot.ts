/**
 * How the grants of a review are written down: in parts, each person once with all their grants, names once a part. The digest of
 * all parts is in the audit log from the start. Fixed by `docs/spec/access-reviews.md`.
 */
import * as z from "zod/mini";
import { canonicalJson } from "./act-payload.ts";
import { id, timeMs } from "./features/fields.ts";
import { REVIEW_SIGNS, type ReviewItem, type ReviewSign, reviewItem } from "./features/reviews.ts";
import type { AccountId, RoomId } from "./ids.ts";

const at = z.int().check(z.gte(0));
const grant = z.tuple([
  /** Place of the role among the part's names. */
  at,
  timeMs,
  z.nullable(timeMs),
  /** Place among the names of who gave it. */
  z.nullable(at),
  /** 0 nothing, 1 look, 2 remove. */
  z.int().check(z.gte(0), z.lte(2)),
  /** Signs, bit by bit. */
  at,
]);
export const snapshotPart = z.strictObject({
  /** Random, so that the digest of a part tells nothing about it. */
  salt: z.string().check(z.maxLength(64)),
  /** Number of the part's first grant in the whole snapshot. */
  first: at,
  /** The room that it is of; absent for roles in the organisation. */
  room: z.optional(id<RoomId>()),
  names: z.array(z.string().check(z.maxLength(64))),
  people: z.array(z.tuple([id<AccountId>(), z.nullable(z.string().check(z.maxLength(10))), z.array(grant)])),
});
export type SnapshotPart = z.infer<typeof snapshotPart>;
export type SnapshotGrant = z.infer<typeof grant>;

const SUGGESTIONS = [undefined, "look", "remove"] as const;

export const signBits = (signs: readonly ReviewSign[]): number =>
  signs.reduce((bits, sign) => bits | (1 << REVIEW_SIGNS.indexOf(sign)), 0);

/** What is stored of a part, and what its digest is over: canonical JSON, by the order of the fields here. */
export const snapshotPartText = ({ first, names, people, room, salt }: SnapshotPart): string =>
  JSON.stringify({ first, names, people, ...(room !== undefined && { room }), salt });

/** What the digest of a whole snapshot is over: the digests of its parts, in base64url. */
export const snapshotText = (review: string, digests: readonly string[]): string =>
  canonicalJson(["warbler review snapshot v1", review, digests]);

export const itemsIn = ({ people }: SnapshotPart): number =>
  people.reduce((sum, [, , grants]) => sum + grants.length, 0);

const namedIn = ({ room }: SnapshotPart, name = ""): object => {
  if (room !== undefined) return { room, roomRole: name };
  const [, kind = "role", named = name] = /^(token|key)\/(.*)$/.exec(name) ?? [];
  return { [kind]: named };
};

/** The grants of a part, one by one, as they are shown and signed. */
export function itemsOf(part: SnapshotPart): ReviewItem[] {
  const items: ReviewItem[] = [];
  for (const [account, lastUsed, grants] of part.people)
    for (const [role, sinceMs, untilMs, givenBy, suggestion, signs] of grants) {
      const name = part.names[role];
      const suggested = SUGGESTIONS[suggestion];
      const giver = givenBy === null ? undefined : part.names[givenBy];
      items.push(
        reviewItem.parse({
          item: part.first + items.length,
          account,
          ...namedIn(part, name),
          sinceMs,
          ...(untilMs !== null && { untilMs }),
          ...(giver !== undefined && { givenBy: giver }),
          ...(lastUsed !== null && { lastUsed }),
          ...(suggested !== undefined && { suggestion: suggested }),
          signs: REVIEW_SIGNS.filter((_sign, bit) => (signs & (1 << bit)) !== 0),
        }),
      );
    }
  return items;
}
