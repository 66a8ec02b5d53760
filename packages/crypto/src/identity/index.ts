export {
  type DeviceKey,
  deviceKeyFromStored,
  generateDeviceKey,
  isSignedByDevice,
  revealDeviceKey,
  SIGNATURE_BYTES,
  type SignedStatement,
  type StoredDeviceKey,
  signAsDevice,
  VERIFYING_KEY_BYTES,
  type VerifyingKey,
  verifyingKeyFromBytes,
} from "./device-key.ts";
export { deviceFingerprint } from "./fingerprint.ts";
export { SIGNATURE_LABELS, type SignatureKind } from "./labels.ts";
