export {
  decodeRecoveryBundle,
  encodeRecoveryBundle,
  RECOVERY_BUNDLE_BYTES,
  type RecoveryBundle,
} from "./recovery-bundle.ts";
export {
  RECOVERY_SECRET_BYTES,
  recoveryCodeFromSecret,
  secretFromRecoveryCode,
  type TypedCode,
} from "./recovery-code.ts";
export {
  CHECK_ID_BYTES,
  RECOVERY_WRAP_BYTES,
  type RecoveryKey,
  type RecoveryMeans,
  recoveryKeyOf,
  recoveryPrfSalt,
  unwrapRecoveryBundle,
  wrapRecoveryBundle,
} from "./recovery-wrap.ts";
