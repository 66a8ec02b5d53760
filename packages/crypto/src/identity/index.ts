export {
  APPROVAL_NONCE_BYTES,
  type ApprovalAnswer,
  type ApprovalOpening,
  approvalCommitment,
  approvalNumber,
  decodeApprovalReveal,
  deviceFromPayload,
  devicePayload,
  encodeApprovalReveal,
} from "./device-approval.ts";
export {
  type DeviceKey,
  deviceKeyFromStored,
  generateDeviceKey,
  isSignedByDevice,
  revealDeviceKey,
  type SignedStatement,
  type StoredDeviceKey,
  signAsDevice,
} from "./device-key.ts";
export { SIGNATURE_BYTES, VERIFYING_KEY_BYTES, type VerifyingKey, verifyingKeyFromBytes } from "./ed25519.ts";
export { deviceFingerprint } from "./fingerprint.ts";
export {
  decodeIdentityVersionWithoutVerification,
  type IdentityBody,
  identityVersionHash,
  type KeychainHead,
  type KeychainSegment,
  type ListedDevice,
  MAX_IDENTITY_VERSION_BYTES,
  type SignedIdentityVersion,
} from "./identity-version.ts";
export { SIGNATURE_LABELS, type SignatureKind } from "./labels.ts";
export { decodeLogHead, encodeLogHead, LOG_HEAD_BYTES, type LogHead } from "./log-head.ts";
export { passkeyApprovalChallenge } from "./passkey-approval.ts";
export { isSafetyNumberPayload, type RootOfAccount, type SafetyNumber, safetyNumber } from "./safety-number.ts";
export { SEED_BYTES, type SeedKey, signingKeyFromSeed } from "./seed-key.ts";
export { type IdentityChange, openIdentityKey, signIdentityVersion } from "./sign-version.ts";
export {
  type IdentityChanges,
  type IdentityRefusal,
  type IdentityVerification,
  type VerifiedIdentity,
  verifyIdentityVersion,
} from "./verify-version.ts";
