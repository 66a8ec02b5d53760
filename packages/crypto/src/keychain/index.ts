export type { KeychainHead, KeychainSegment } from "../identity/identity-version.ts";
export type { Hpke, HpkeKeyPair } from "../primitives/hpke.ts";
export {
  type DraftPlace,
  decodeDraftWithoutVerification,
  MAX_DRAFT_LETTER_BYTES,
  openDraft,
  sealDraft,
} from "./draft-letter.ts";
export {
  decodeKeychainEntryWithoutVerification,
  EMPTY_KEYCHAIN,
  type EntryToSeal,
  headAfter,
  KEYS_PER_ENTRY,
  type KeychainEntry,
  MAX_KEYCHAIN_ENTRY_BYTES,
  openKeychainEntry,
  type SignedKeychainEntry,
  sealKeychainEntry,
  verifyKeychainEntry,
} from "./entry.ts";
export { decodeHeldKeys, encodeHeldKeys, HELD_KEY_BYTES, type HeldKey } from "./held-key.ts";
export { beginsChain, makeSegment, type NewSegment, openSegment } from "./segment.ts";
export {
  decodeKeyTransferWithoutVerification,
  KEYS_PER_TRANSFER,
  type KeyTransfer,
  MAX_KEY_TRANSFER_BYTES,
  openKeyTransfer,
  sealKeyTransfer,
} from "./transfer.ts";
