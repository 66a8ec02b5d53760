/**
 * Holds the result of an access review against the audit log, without any server: that the log has, under its signature, the review's
 * beginning with this very snapshot, and its end with this very result.
 */
import { type ReviewLogProof, type ReviewResult, reviewLogProof } from "@warbler/protocol";
import { parseVerifierKey } from "@warbler/transparency";
import { sizeOfLogWith } from "./proven-fact.ts";

export type ReviewLogFault =
  /** It is no such proof, or the key is none. */
  | "proof-malformed"
  /** A fact is not in the log that this key signs. */
  | "not-in-log"
  /** What the log has is another snapshot, another result, or another rule for what nobody decided. */
  | "log-differs";
export type CheckedReviewLog =
  | { readonly ok: true; readonly startedLeaf: number; readonly closedLeaf: number; readonly treeSize: number }
  | { readonly ok: false; readonly fault: ReviewLogFault };

const wrong = (fault: ReviewLogFault): CheckedReviewLog => ({ ok: false, fault });

/** `result` and `digest` come from `verifyReviewResult`; `verifierKey` is the log's, got by another way than the proof. */
export async function verifyReviewInLog(
  { result: { review, snapshot }, digest }: { readonly result: ReviewResult; readonly digest: string },
  proof: unknown,
  verifierKey: string,
): Promise<CheckedReviewLog> {
  const key = parseVerifierKey(verifierKey);
  const read = reviewLogProof.safeParse(proof);
  if (!key.ok || !read.success) return wrong("proof-malformed");
  const { started, closed }: ReviewLogProof = read.data;
  const sizes = [
    await sizeOfLogWith(started, "review.started", key.value),
    await sizeOfLogWith(closed, "review.closed", key.value),
  ];
  const [first, last] = sizes;
  if (first === undefined || last === undefined) return wrong("not-in-log");
  const isBegun =
    started.detail["review"] === review.id &&
    started.detail["by"] === review.by &&
    started.detail["reason"] === review.reason &&
    started.detail["unanswered"] === review.unanswered &&
    started.detail["items"] === snapshot.items &&
    started.detail["snapshot"] === snapshot.digest;
  const isClosed = closed.detail["review"] === review.id && closed.detail["result"] === digest;
  if (!isBegun || !isClosed || started.proof.leaf >= closed.proof.leaf) return wrong("log-differs");
  return { ok: true, startedLeaf: started.proof.leaf, closedLeaf: closed.proof.leaf, treeSize: Math.max(first, last) };
}
