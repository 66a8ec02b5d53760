/** What other features may use of the proofs of who somebody is. */
import type { Reader } from "../../kernel/store/port.ts";
import { factorStore } from "./store.ts";

export type { RelyingParty } from "../../kernel/policy/passkey-assertion.ts";
export { type ApprovalPasskeys, approvalPasskeys } from "./approval-passkeys.ts";
export { factorRules, forgetFactors, keepsPasskey, withPasskey } from "./factors.ts";
export { codesMade, factorAdded, factorRemoved } from "./facts.ts";
export { adoptFactors } from "./held.ts";
export { factorKindsOf } from "./kinds.ts";
export { type Accepted, type ProofRules, proofRules, type Question } from "./proofs.ts";
export { type SettingsRules, securityConfigured, settingsRules } from "./settings.ts";
export { spkiOf } from "./spki.ts";
export { createTickets } from "./tickets.ts";
export { newChallenge, relyingParty } from "./webauthn.ts";

/** Everybody who has a second factor. */
export const protectedPeople = (reader: Reader) => factorStore(reader).protectedPeople();
