/** What a person is asked before something goes on, and how they answer. */
import type { PasskeyAssertion, PasskeyRequest, PersonProof, ProofAsk } from "@warbler/protocol";
import type { ProofReason } from "@warbler/sdk";

/** How the person answers what they are asked. */
export type Answered = PersonProof | { readonly kind: "assertion"; readonly passkey: PasskeyAssertion };

/** What the person is asked before something goes on. */
export type Asked =
  | ({
      readonly kind: "proof";
      readonly ask: ProofAsk;
      /** How this question was answered before. */
      readonly lastTried?: Answered["kind"];
    } & ProofReason)
  | { readonly kind: "passkey"; readonly request: PasskeyRequest };
