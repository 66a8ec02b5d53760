/**
 * What a reviewer's device signs: each grant as it was shown, with what was decided about it. Bytes that both sides make alone;
 * fixed by `docs/spec/access-reviews.md`.
 */
import { canonicalJson, type Json } from "./act-payload.ts";
import type { Decision, ReviewItem } from "./features/reviews.ts";
import type { ServerKeyName } from "./features/server-keys.ts";
import type { TokenId } from "./ids.ts";

export interface ItemDecision {
  readonly item: ReviewItem;
  readonly decision: Decision;
  readonly reason: string;
}

/** Where a role's name stands otherwise: no role has a name with a slash. */
export const nameOfToken = (token: TokenId): string => `token/${token}`;
export const nameOfKey = (key: ServerKeyName): string => `key/${key}`;

const nameOf = ({ role, token, key }: ReviewItem): string | null =>
  role ?? (token === undefined ? (key === undefined ? null : nameOfKey(key)) : nameOfToken(token));

const utf8 = new TextEncoder();
const shown = (item: ReviewItem): readonly Json[] => [
  item.item,
  item.account,
  nameOf(item),
  item.room ?? null,
  item.roomRole ?? null,
  item.sinceMs,
  item.untilMs ?? null,
  item.givenBy ?? null,
  item.lastUsed ?? null,
  item.suggestion ?? null,
  item.signs,
];

/** UTF-8 of the canonical JSON of `["warbler review v1", review, reviewer, [[grant, decision, reason], …]]`. */
export function reviewPayload(
  review: string,
  reviewer: string,
  decisions: readonly ItemDecision[],
): Uint8Array<ArrayBuffer> {
  const list = decisions.map(({ item, decision, reason }): Json => [shown(item), decision, reason]);
  return utf8.encode(canonicalJson(["warbler review v1", review, reviewer, list]));
}
