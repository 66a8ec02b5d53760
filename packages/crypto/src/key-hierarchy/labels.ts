/**
 * Every label that separates one use of a key from another, in one place: HKDF `info`, HMAC prefixes and what AES-GCM
 * authenticates begin with one of these. They are part of the format at rest: see docs/spec/at-rest.md.
 */
export const LABELS = {
  place: "warbler/1/place",
  keyringEntry: "warbler/1/keyring-entry",
  passphraseRoot: "warbler/1/passphrase-root",
  tableKey: "warbler/1/table-key",
  treeChildren: "warbler/2/tree-children",
  recordKey: "warbler/2/record-key",
  searchSegment: "warbler/1/search-segment",
  policyRow: "warbler/1/policy-row",
  factSalt: "warbler/1/fact-salt",
  lookup: "warbler/1/lookup",
} as const;
