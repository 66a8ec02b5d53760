/**
 * Proofs of who somebody is besides the password: passkeys (WebAuthn), one-time codes (TOTP) and recovery codes. What the
 * server asks stands under a ticket that expires and, for a passkey, serves once.
 */
import * as z from "zod/mini";
import type { PasskeyId } from "../ids.ts";
import { LIMITS } from "../limits.ts";
import { base64urlUpTo, id, line, password, timeMs, token } from "./fields.ts";
import { ssoChoice, ssoReturn } from "./sso.ts";

/** COSE numbers of the signatures taken, best first: ML-DSA-44, Ed25519, ES256, RS256. */
export const PASSKEY_ALGORITHMS = [-48, -8, -7, -257] as const;

/** What somebody can have beside the password. */
export const FACTOR_KINDS = ["passkey", "totp", "recovery-codes"] as const;
export type FactorKind = (typeof FACTOR_KINDS)[number];

/** A credential's id: 16 to 1,023 bytes (WebAuthn §6.5.1). */
const credentialId = base64urlUpTo(1_023);

/** What `navigator.credentials.create` is asked with. */
export const passkeyCreation = z.object({
  challenge: z.string(),
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  algorithms: z.array(z.int()),
  /** Credentials that the person has already: an authenticator that holds one makes no second. */
  exclude: z.array(z.string()),
});
export type PasskeyCreation = z.infer<typeof passkeyCreation>;

/** What `navigator.credentials.get` is asked with; without `allow` the person chooses who they are. */
export const passkeyRequest = z.object({ challenge: z.string(), rpId: z.string(), allow: z.array(z.string()) });
export type PasskeyRequest = z.infer<typeof passkeyRequest>;

/** What an authenticator made; bytes in base64url. */
export const newPasskey = z.strictObject({
  id: credentialId,
  clientData: base64urlUpTo(4_096),
  attestation: base64urlUpTo(16_384),
  transports: z.array(z.string().check(z.maxLength(32))).check(z.maxLength(10)),
});
export type NewPasskeyAnswer = z.infer<typeof newPasskey>;

/** What an authenticator signed. The signature of ML-DSA-44 has 2,420 bytes. */
export const passkeyAssertion = z.strictObject({
  id: credentialId,
  clientData: base64urlUpTo(4_096),
  authenticatorData: base64urlUpTo(4_096),
  signature: base64urlUpTo(4_096),
  /** Who the passkey is of: the account's id in the bytes of its 22 characters. */
  user: z.optional(base64urlUpTo(64)),
});
export type PasskeyAssertion = z.infer<typeof passkeyAssertion>;

const passkeyName = line(LIMITS.passkeyNameChars);
const totpCode = z.string().check(z.regex(/^\d{6}$/));

export const PROOF_KINDS = ["password", "passkey", "totp", "recovery-code", "sso"] as const;
export type ProofKind = (typeof PROOF_KINDS)[number];

export const personProof = z.union([
  z.strictObject({ kind: z.literal("password"), password }),
  z.strictObject({ kind: z.literal("passkey"), passkey: passkeyAssertion }),
  z.strictObject({ kind: z.literal("totp"), code: totpCode }),
  z.strictObject({ kind: z.literal("recovery-code"), code: z.string().check(z.maxLength(64)) }),
  /** Where a second factor is required and the person has none yet: the first one, made while signing in. */
  z.strictObject({ kind: z.literal("new-passkey"), name: passkeyName, passkey: newPasskey }),
  z.strictObject({ kind: z.literal("new-totp"), code: totpCode }),
  /** What came back from the service by which the person signs in. */
  z.strictObject({ kind: z.literal("sso"), back: ssoReturn }),
]);
export type PersonProof = z.infer<typeof personProof>;

export const totpSetUp = z.object({
  /** 20 bytes in base32, for who types it. */
  secret: z.string(),
  /** `otpauth://totp/…`, for who scans it. */
  uri: z.string(),
});
export type TotpSetUp = z.infer<typeof totpSetUp>;

/** What the server wants to see before it goes on. */
export const proofAsk = z.object({
  ticket: token,
  expiresAtMs: timeMs,
  /** Any one of these will do. Empty where a first factor is to be made. */
  kinds: z.array(z.enum(PROOF_KINDS)),
  passkey: z.optional(passkeyRequest),
  /** Services by which the person can prove it, where `sso` is among the kinds. */
  sso: z.optional(z.array(ssoChoice)),
  enrol: z.optional(z.object({ totp: totpSetUp, passkey: z.optional(passkeyCreation) })),
});
export type ProofAsk = z.infer<typeof proofAsk>;

export const proofRequest = z.strictObject({ ticket: token, proof: personProof });
/** Until when sensitive acts need no further proof. */
export const provenAnswer = z.object({ provenUntilMs: timeMs });

export const passkeyAsk = z.object({ ticket: token, expiresAtMs: timeMs, passkey: passkeyRequest });
export const newPasskeyAsk = z.object({ ticket: token, expiresAtMs: timeMs, passkey: passkeyCreation });
export const addPasskeyRequest = z.strictObject({ ticket: token, name: passkeyName, passkey: newPasskey });
export const renamePasskeyRequest = z.strictObject({ name: passkeyName });
export const totpAsk = z.object({ ticket: token, expiresAtMs: timeMs, totp: totpSetUp });
export const addTotpRequest = z.strictObject({ ticket: token, code: totpCode });
export const recoveryCodes = z.object({ codes: z.array(z.string()) });

export const passkeyAnswer = z.object({
  id: id<PasskeyId>(),
  name: z.string(),
  addedAtMs: timeMs,
  usedAtMs: z.optional(timeMs),
  /** The COSE number of its signature. */
  algorithm: z.int(),
  /** Copied between the devices of the person by whoever keeps it. */
  isSynced: z.boolean(),
});
export type PasskeyAnswer = z.infer<typeof passkeyAnswer>;

export const factorList = z.object({
  passkeys: z.array(passkeyAnswer),
  totp: z.optional(z.object({ addedAtMs: timeMs })),
  recoveryCodes: z.optional(z.object({ left: z.int(), madeAtMs: timeMs })),
  /** The organisation asks for a second factor of this person: the last one cannot be removed. */
  isRequired: z.boolean(),
  /** Browsers make passkeys for names only, not for addresses such as 192.0.2.1. */
  offersPasskeys: z.boolean(),
});
export type FactorList = z.infer<typeof factorList>;
