/** Every limit of this package in one place: nothing that comes from the network is taken without one. */
export const MLS_LIMITS = {
  members: 5_000,
  /** Leaves of a ratchet tree, blank ones included: the power of two that holds the members. */
  leaves: 8_192,
  /** One MLSMessage or ratchet tree: 5,000 members with a certificate chain of 1 KiB each. */
  messageBytes: 16 * 1024 * 1024,
  /** One opaque field that has no limit of its own. */
  opaqueBytes: 16 * 1024 * 1024,
  identityBytes: 16 * 1024,
  groupIdBytes: 256,
  keyBytes: 2_048,
  signatureBytes: 2_048,
  /** Items of a capabilities list. */
  capabilities: 512,
  extensions: 64,
  certificates: 16,
  externalSenders: 64,
  proposalsPerCommit: 8_192,
  /** Proposals kept for a commit of this epoch. */
  proposalsWaiting: 1_024,
  psks: 64,
  /** Ciphertexts for one node of an update path: the resolution of its copath. */
  ciphertextsPerNode: 8_192,
  /** Levels of the ratchet tree. */
  treeDepth: 13,
  /** RFC 9420 §9.1: generations that one message may move a ratchet forward. */
  forwardSteps: 12_000,
  /** Keys of skipped messages kept for each ratchet; the oldest go first. */
  skippedKeys: 2_048,
  pastEpochs: 32,
  resumptionPsks: 64,
  /** Random bytes that may pad a PrivateMessage. */
  paddingBytes: 1024 * 1024,
  exporterBytes: 8_160,
} as const;
