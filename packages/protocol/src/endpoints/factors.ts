/** Proofs of who one is, and what the organisation requires of them. */
import * as factors from "../features/factors.ts";
import * as security from "../features/security.ts";
import { endpoint } from "./endpoint.ts";

export const factorsEndpoints = {
  askProof: endpoint({
    method: "POST",
    path: "/api/me/proof/challenge",
    says: "What the caller can prove anew who they are with.",
    answer: factors.proofAsk,
  }),
  prove: endpoint({
    method: "POST",
    path: "/api/me/proof",
    says: "Proves anew who the caller is, for sensitive acts.",
    body: factors.proofRequest,
    answer: factors.provenAnswer,
  }),
  factors: endpoint({
    method: "GET",
    path: "/api/me/factors",
    says: "The caller's passkeys, one-time codes and recovery codes.",
    answer: factors.factorList,
  }),
  askNewPasskey: endpoint({
    method: "POST",
    path: "/api/me/passkeys/challenge",
    says: "What a new passkey is made with.",
    answer: factors.newPasskeyAsk,
  }),
  addPasskey: endpoint({
    method: "POST",
    path: "/api/me/passkeys",
    says: "Adds a passkey.",
    body: factors.addPasskeyRequest,
    answer: factors.passkeyAnswer,
  }),
  renamePasskey: endpoint({
    method: "PATCH",
    path: "/api/me/passkeys/:passkey",
    says: "Gives a passkey another name.",
    body: factors.renamePasskeyRequest,
  }),
  removePasskey: endpoint({ method: "DELETE", path: "/api/me/passkeys/:passkey", says: "Removes a passkey." }),
  askTotp: endpoint({
    method: "POST",
    path: "/api/me/totp/secret",
    says: "A secret for an authenticator app; it counts once a code of it was given.",
    answer: factors.totpAsk,
  }),
  addTotp: endpoint({
    method: "POST",
    path: "/api/me/totp",
    says: "Adds the authenticator app, in place of the one before.",
    body: factors.addTotpRequest,
  }),
  removeTotp: endpoint({ method: "DELETE", path: "/api/me/totp", says: "Removes the authenticator app." }),
  makeRecoveryCodes: endpoint({
    method: "POST",
    path: "/api/me/recovery-codes",
    says: "Makes recovery codes, told once; those before are worth nothing afterwards.",
    answer: factors.recoveryCodes,
  }),
  security: endpoint({
    method: "GET",
    path: "/api/security",
    says: "What the organisation asks of passwords and second factors.",
    answer: security.securitySettings,
  }),
  configureSecurity: endpoint({
    method: "PUT",
    path: "/api/security",
    says: "Changes what the organisation asks of passwords and second factors.",
    body: security.securityRequest,
  }),
  passwordWords: endpoint({
    method: "GET",
    path: "/api/security/words",
    says: "The organisation's own words that passwords must not be made of.",
    answer: security.passwordWords,
  }),
  setPasswordWords: endpoint({
    method: "PUT",
    path: "/api/security/words",
    says: "Replaces the organisation's own words that passwords must not be made of.",
    body: security.passwordWords,
  }),
} as const;
