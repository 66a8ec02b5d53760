/** What a key of an identity may sign: each kind of statement has its own label, so that none can pass for another. */
export const SIGNATURE_LABELS = {
  signIn: "warbler/1/sign-in",
  deviceRegistration: "warbler/1/device-registration",
  message: "warbler/1/message",
  approval: "warbler/1/approval",
  review: "warbler/1/review",
  accessRecovery: "warbler/1/access-recovery",
  keychainEntry: "warbler/1/keychain-entry-by-device",
  keyTransfer: "warbler/1/key-transfer-by-device",
  draft: "warbler/1/draft-by-device",
  identityKey: "warbler/1/identity-version-by-identity-key",
  identitySuccessor: "warbler/1/identity-version-by-predecessor",
  identityRoot: "warbler/1/identity-version-by-root",
} as const;

export type SignatureKind = keyof typeof SIGNATURE_LABELS;
