/**
 * Verifies the result of an access review without any server: that the snapshot is the one whose digest the audit log has, that every
 * decision was signed by the key that is named for it, over the grants as they were shown, and that the result adds up.
 */
import { isSignedByDevice, verifyingKeyFromBytes } from "@warbler/crypto/identity";
import {
  base64urlFromBytes,
  bytesFromBase64url,
  type ItemDecision,
  itemsIn,
  itemsOf,
  type ReviewItem,
  type ReviewResult,
  reviewPayload,
  reviewResult,
  reviewResultText,
  snapshotPartText,
  snapshotText,
} from "@warbler/protocol";

export type ReviewFault =
  /** It is no result, or not in its canonical form. */
  | "malformed"
  | "snapshot-differs"
  | "signature-wrong"
  /** A grant is decided twice, or by nobody, or one that is not there. */
  | "decisions-differ"
  /** Somebody decided about their own access. */
  | "own-access";
export type CheckedReview =
  | { readonly ok: true; readonly result: ReviewResult; readonly digest: string; readonly items: readonly ReviewItem[] }
  | { readonly ok: false; readonly fault: ReviewFault };

const utf8 = new TextEncoder();
const digestOf = async (text: string): Promise<string> =>
  base64urlFromBytes(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8.encode(text))));
const wrong = (fault: ReviewFault): CheckedReview => ({ ok: false, fault });

export async function verifyReviewResult(text: string): Promise<CheckedReview> {
  const result = resultIn(text);
  // Whoever compares digests must be sure that one text has one meaning.
  if (result === undefined || reviewResultText(result) !== text) return wrong("malformed");
  const items = await itemsShown(result);
  if (items === undefined) return wrong("snapshot-differs");
  const fault = (await signatureFault(result, items)) ?? sumFault(result, items);
  if (fault !== undefined) return wrong(fault);
  return { ok: true, result, digest: await digestOf(text), items: [...items.values()] };
}

function resultIn(text: string): ReviewResult | undefined {
  try {
    return reviewResult.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The grants of the parts that are there, each part with the digest that is told for its place. */
async function itemsShown({
  review,
  room,
  snapshot,
}: ReviewResult): Promise<ReadonlyMap<number, ReviewItem> | undefined> {
  if ((await digestOf(snapshotText(review.id, snapshot.digests))) !== snapshot.digest) return undefined;
  const items = new Map<number, ReviewItem>();
  for (const [at, part] of snapshot.parts) {
    if (snapshot.digests[at] !== (await digestOf(snapshotPartText(part))) || part.room !== room) return undefined;
    for (const item of itemsOf(part)) items.set(item.item, item);
  }
  const total = snapshot.parts.reduce((sum, [, part]) => sum + itemsIn(part), 0);
  // Only of a review of rooms do officers get no parts.
  const isWhole = room !== undefined || review.scope.kind === "rooms" || total === snapshot.items;
  return isWhole && total === items.size ? items : undefined;
}

async function signatureFault(
  { review, decisions: batches }: ReviewResult,
  items: ReadonlyMap<number, ReviewItem>,
): Promise<ReviewFault | undefined> {
  for (const { reviewer, key, signature, decisions } of batches) {
    const signed: ItemDecision[] = [];
    for (const [number, decision, reason] of decisions) {
      const item = items.get(number);
      if (item === undefined) return "decisions-differ";
      if (item.account === reviewer || (item.room === undefined && item.givenBy === reviewer)) return "own-access";
      signed.push({ item, decision, reason });
    }
    const verifyingKey = verifyingKeyFromBytes(bytesFromBase64url(key) ?? new Uint8Array());
    const statement = {
      kind: "review",
      message: reviewPayload(review.id, reviewer, signed),
      signature: bytesFromBase64url(signature) ?? new Uint8Array(),
    } as const;
    if (verifyingKey === undefined || !(await isSignedByDevice(verifyingKey, statement))) return "signature-wrong";
  }
  return undefined;
}

/** Each grant is decided once, by somebody or by the review's own choice; what became of removals is told of removals. */
function sumFault(
  { review, decisions, lapsed, effects }: ReviewResult,
  items: ReadonlyMap<number, ReviewItem>,
): ReviewFault | undefined {
  const decided = new Map<number, string>();
  const all = [...decisions.flatMap((batch) => batch.decisions), ...lapsed];
  for (const [item, decision] of all) {
    if (decided.has(item) || !items.has(item)) return "decisions-differ";
    decided.set(item, decision);
  }
  if (decided.size !== items.size || lapsed.some(([, decision]) => decision !== review.unanswered))
    return "decisions-differ";
  return effects.some(([item]) => decided.get(item) !== "remove") ? "decisions-differ" : undefined;
}
