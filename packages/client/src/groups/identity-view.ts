/** What end-to-end rooms ask of identity: whose devices are whose, and where the keys of contents are kept for later. */
import type { Keychain, Membership } from "../identity/membership.ts";

export interface IdentityView {
  readonly membership: Membership;
  readonly keychain: Keychain;
  /** Whether this device is on its account's list: others let no other one into a group. */
  isReady(): boolean;
  /** Whether there are keys that only the recovery secret opens. */
  needsRecovery(): boolean;
  /** Called when either of them changes. Returns what ends it. */
  onStateChanged(listener: () => void): () => void;
}
