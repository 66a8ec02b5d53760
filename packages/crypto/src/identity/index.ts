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
export { SIGNATURE_LABELS, type SignatureKind } from "./labels.ts";
