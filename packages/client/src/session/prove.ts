/** Proving who one is: again and again until it is right, given up, or over. */
import type { PersonProof, ProofAsk } from "@warbler/protocol";
import { type Fail, WarblerError } from "../errors.ts";
import type { ApiClient } from "./api-client.ts";
import type { ProofReason, Prove } from "./auth.ts";

/** Wrong answers after which one may try again, under the same question. */
const WRONG = ["proof-wrong", "sign-in-failed"];

interface Proving<T> {
  readonly fail: Fail;
  readonly prove?: Prove | undefined;
  readonly purpose: ProofReason["purpose"];
  readonly give: (ticket: string, proof: PersonProof) => Promise<T>;
}

/** What `give` answers to the first right proof. Rejects with `proof-needed` where nobody is asked, `cancelled` where they gave up. */
export async function proven<T>(ask: ProofAsk, { fail, prove, purpose, give }: Proving<T>): Promise<T> {
  for (let wasWrong = false; ; wasWrong = true) {
    const proof = await prove?.(ask, { purpose, wasWrong });
    if (proof === undefined) throw fail(prove === undefined ? "proof-needed" : "cancelled");
    try {
      return await give(ask.ticket, proof);
    } catch (error) {
      if (!(error instanceof WarblerError) || !WRONG.includes(error.code)) throw error;
    }
  }
}

/** Proves anew who one is, for acts that need it. */
export async function proveAnew(
  api: Pick<ApiClient, "call">,
  { fail, prove }: { readonly fail: Fail; readonly prove: Prove },
): Promise<void> {
  const ask = await api.call("askProof", undefined);
  const give = (ticket: string, proof: PersonProof) => api.call("prove", { ticket, proof });
  await proven(ask, { fail, prove, purpose: "sensitive-act", give });
}
