/** What other features may use of the proofs of who somebody is. */
import type { Reader } from "../../kernel/store/port.ts";
import { factorStore } from "./store.ts";

export { factorRules, forgetFactors, keepsPasskey, withPasskey } from "./factors.ts";
export { factorKindsOf } from "./kinds.ts";
export { type Accepted, type ProofRules, proofRules, type Question } from "./proofs.ts";
export { type SettingsRules, securityConfigured, settingsRules } from "./settings.ts";
export { createTickets } from "./tickets.ts";
export { newChallenge, type RelyingParty, relyingParty } from "./webauthn.ts";

/** Everybody who has a second factor. */
export const protectedPeople = (reader: Reader) => factorStore(reader).protectedPeople();
