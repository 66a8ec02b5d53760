/** The check of an exported proof, loaded when it is asked for. */
import type { ProofCheck } from "./message-proof.ts";

/**
 * Checks an exported proof without a server. `verifierKey` is the log's, got by another way than the proof itself
 * (C2SP signed-note form). `json` is the file's text or its parsed value; what it says is not believed.
 */
export async function verifyProofOffline(json: unknown, verifierKey: string): Promise<ProofCheck> {
  return (await import("./check-proof.ts")).checkProofText(json, verifierKey);
}
