export { canonicalFields, uint64 } from "./canonical.ts";
export { ENVELOPE_OVERHEAD_BYTES } from "./envelope/aes-gcm.ts";
export { type FreshNonce, NONCE_BYTES, systemRandomNonce } from "./envelope/nonce.ts";
export {
  isSealed,
  open,
  SEAL_MARK,
  SEALING_KEY_BYTES,
  type SealedBytes,
  type SealingKey,
  type SealPlace,
  seal,
  sealingKeyFromBytes,
} from "./envelope/seal.ts";
export * from "./identity/index.ts";
export { LOOKUP_VALUE_BYTES, lookupValue } from "./key-hierarchy/blind.ts";
export { type FactPosition, factSalt } from "./key-hierarchy/fact-salt.ts";
export {
  type KeyringEntryName,
  keyringEntryFromText,
  keyringEntryText,
  openEntry,
  ROOT_KEY_BYTES,
  type RootKey,
  rootKeyFromBytes,
  wrapEntry,
} from "./key-hierarchy/keyring.ts";
export { LABELS } from "./key-hierarchy/labels.ts";
export { isMonthNumber, type MonthNumber, monthFromText, monthOf, monthText } from "./key-hierarchy/month.ts";
export {
  type Argon2id,
  type Argon2Parameters,
  DEFAULT_ARGON2,
  type PassphraseRandomness,
  systemPassphraseRandomness,
  type UnwrapRootKey,
  unwrapRootKey,
  type WrapRootKey,
  wrapRootKey,
} from "./key-hierarchy/passphrase.ts";
export {
  isPolicyTag,
  POLICY_TAG_BYTES,
  type PolicyRow,
  type PolicyValue,
  policyTag,
} from "./key-hierarchy/policy-mac.ts";
export { PuncturableTree } from "./key-hierarchy/puncturable-tree.ts";
export {
  HIERARCHY_KEY_BYTES,
  type KeyFor,
  type KeyUse,
  keyForUse,
  PURPOSES,
  type Purpose,
  type SealingUse,
  tableKey,
} from "./key-hierarchy/purpose-key.ts";
export { type RecordKey, type RecordKeySource, recordKey } from "./key-hierarchy/record-key.ts";
export { type SegmentKeySource, segmentKey } from "./key-hierarchy/segment-key.ts";
export { MAX_TREE_NODES } from "./key-hierarchy/tree-encoding.ts";
export { LEAF_COUNT, NODE_SECRET_BYTES, TREE_DEPTH } from "./key-hierarchy/tree-node.ts";
export { Secret, wipe } from "./secret.ts";
