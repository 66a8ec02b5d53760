/**
 * Which nonces proofs of possession may carry, and which proofs were taken under them (RFC 9449 §8, §11.1). A nonce is of the server, not
 * of a client, and changes every two minutes; the one before still counts, so that a proof lives two to four minutes, whatever a client's clock says.
 */
import { randomBytes } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { Proof } from "./dpop-proof.ts";

/** A nonce lives as long as it is the present one, and as long again. */
const NONCE_MS = 120_000;
/** About 20 MB; then the next nonce begins early, which costs each client one more request and forgets nothing that could be replayed. */
const PROOFS_OF_A_NONCE = 100_000;

interface Period {
  readonly nonce: string;
  readonly sinceMs: number;
  readonly taken: Set<string>;
}

export interface ProofMemory {
  /** The one to use now. */
  nonce(): string;
  /** Counts the proof, once. */
  take(proof: Proof): "taken" | "stale" | "replayed";
}

export const newNonce = (): string => randomBytes(16).toString("base64url");

export function proofMemory(clock: Pick<Clock, "nowMs">, most: number = PROOFS_OF_A_NONCE): ProofMemory {
  const begun = (): Period => ({ nonce: newNonce(), sinceMs: clock.nowMs(), taken: new Set() });
  let now = begun();
  let before: Period | undefined;
  const turn = () => {
    const ageMs = clock.nowMs() - now.sinceMs;
    if (ageMs < NONCE_MS && now.taken.size < most) return;
    before = ageMs < 2 * NONCE_MS ? now : undefined;
    now = begun();
  };
  return {
    nonce() {
      turn();
      return now.nonce;
    },
    take({ thumbprint, jti, nonce }) {
      turn();
      const period = [now, before].find((one) => one?.nonce === nonce);
      if (period === undefined) return "stale";
      const proof = `${thumbprint} ${jti}`;
      if (period.taken.has(proof)) return "replayed";
      // Of the period before there may be as many again: it takes none that would make it more.
      if (period.taken.size >= most) return "stale";
      period.taken.add(proof);
      return "taken";
    },
  };
}
