/**
 * The reader's memory of a log: the last checkpoint it accepted. A newer one is accepted only with proof that it extends
 * the pinned one, so that a log that rewrites its history is caught by everybody who looked before.
 */
import { equalBytes } from "./bytes.ts";
import { type Checkpoint, type CheckpointRefusal, openCheckpoint } from "./checkpoint.ts";
import { verifyConsistency } from "./consistency-proof.ts";
import type { Hasher } from "./hashing.ts";
import type { VerifierKey, VerifyEd25519 } from "./note.ts";
import { accepted, type Result, refused } from "./result.ts";

/**
 * Beyond what a checkpoint alone can be refused for: `rollback` (smaller than the pinned one), `fork` (the same size with
 * another root) and `inconsistent` (larger, and not proven to extend the pinned one). A signed rollback or fork, kept with
 * the pinned note, convicts the log.
 */
export type PinRefusal = CheckpointRefusal | "rollback" | "fork" | "inconsistent";

export interface Offer {
  /** The signed note as received. */
  readonly note: string;
  /** From the pinned size to the new one; empty where the sizes are equal or nothing is pinned. */
  readonly consistencyPath: readonly Uint8Array[];
}

/** The checkpoint to pin from now on. Without a pinned one the first correctly signed checkpoint is trusted. */
export async function advancePinnedCheckpoint(
  pinned: Checkpoint | undefined,
  offer: Offer,
  deps: { readonly key: VerifierKey; readonly verify: VerifyEd25519; readonly hasher: Hasher },
): Promise<Result<Checkpoint, PinRefusal>> {
  const opened = await openCheckpoint(offer.note, deps.key, deps.verify);
  if (!opened.ok || pinned === undefined) return opened;
  const offered = opened.value;
  if (offered.origin !== pinned.origin) return refused("wrong origin");
  if (offered.size < pinned.size) return refused("rollback");
  if (offered.size === pinned.size) return equalBytes(offered.root, pinned.root) ? accepted(pinned) : refused("fork");
  return extendsPinned(pinned, offered, { path: offer.consistencyPath, hasher: deps.hasher })
    ? opened
    : refused("inconsistent");
}

function extendsPinned(
  pinned: Checkpoint,
  offered: Checkpoint,
  { path, hasher }: { readonly path: readonly Uint8Array[]; readonly hasher: Hasher },
): boolean {
  // Every log extends the empty one, and there is no proof of it to ask for.
  if (pinned.size === 0) return path.length === 0;
  const roots = { oldRoot: pinned.root, newRoot: offered.root };
  return verifyConsistency({ oldSize: pinned.size, newSize: offered.size, ...roots, path }, hasher);
}
