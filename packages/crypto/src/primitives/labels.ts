/** Every label of the formats between members: see docs/spec/end-to-end.md. Signed ones are in identity/labels.ts. */
export const END_TO_END_LABELS = {
  contentHeader: "warbler/1/content-header",
  content: "warbler/1/content",
  importedContentKey: "warbler/1/imported-content-key",
  importedMessage: "warbler/1/imported-message",
  identityVersion: "warbler/1/identity-version",
  identityKeyForDevice: "warbler/1/identity-key-for-device",
  keychainSegment: "warbler/1/keychain-segment",
  keychainEntry: "warbler/1/keychain-entry",
  keychainBatch: "warbler/1/keychain-batch",
  keyTransfer: "warbler/1/key-transfer",
  recoveryBundle: "warbler/1/recovery-bundle",
  recoveryWrap: "warbler/1/recovery-wrap",
  recoveryPrf: "warbler/1/recovery-prf",
  safetyNumber: "warbler/1/safety-number",
  approvalCommitment: "warbler/1/approval-commitment",
  approvalNumber: "warbler/1/approval-number",
} as const;
