/** What end-to-end rooms ask of identities and the keychain. `Identities` is the one that ships; tests of rooms pass their own. */
import type { ListedDevice, LogHead, VerifyingKey } from "@warbler/crypto/identity";
import type { HeldKey } from "@warbler/crypto/keychain";
import type { AccountId, DeviceId } from "@warbler/protocol";
import type { StoreWrite } from "../store/store.ts";

/** A version that lists a device no more. */
export interface Revocation {
  /** As the version says, by the clock of whoever made it. */
  readonly atMs: number;
  /** Entries of the log up to and with this version. */
  readonly size: number;
}

/**
 * Promises: what it says of devices comes from entries of the identity log that were verified here, never from a server's
 * answer alone; a call may fetch newer entries first, and throws `network` where that is needed and cannot be done.
 */
export interface Membership {
  /** Fetches the entries that are newer than those known here. */
  refresh(): Promise<void>;
  /** As the newest version lists them; empty for an account that has none. */
  listedDevices(account: AccountId): Promise<readonly ListedDevice[]>;
  /** Whether the newest version lists this device with this signature key. Looks for newer entries before it says no. */
  isListed(account: AccountId, device: DeviceId, signatureKey: Uint8Array): Promise<boolean>;
  /** The device's key from any version, also after it was removed: for what it signed while it was listed. */
  signatureKeyEver(account: AccountId, device: DeviceId): Promise<VerifyingKey | undefined>;
  /** Of a device that its account took off its list, as far as this copy goes; undefined while it is on it. */
  revocation(account: AccountId, device: DeviceId): Promise<Revocation | undefined>;
  /** How long the log was with the newest revocation by any of these accounts; 0 where this copy has none. */
  lastRevocation(accounts: readonly AccountId[]): Promise<number>;
  /** How much of the log is verified here: what goes into MLS authenticated data. */
  logHead(): Promise<LogHead>;
  /**
   * What another device said of the log, from MLS authenticated data. Raises `identity-fork` where both cannot be true. True where
   * this copy has the log up to there as well.
   */
  noteGossip(from: { readonly account: AccountId; readonly device: DeviceId }, head: LogHead): Promise<boolean>;
  /** Those of `accounts` whose root changed and was not accepted yet: nothing is sent to a room with one of them. */
  sendBlockedBy(accounts: readonly AccountId[]): Promise<readonly AccountId[]>;
  /** Whether the log was signed more than a day ago, so that nothing may be sent by it. */
  isStale(): boolean;
  /** Called after entries were added to the replica: with the accounts whose versions they are. Returns what ends it. */
  onChanged(listener: (accounts: readonly AccountId[]) => void): () => void;
}

/** The keys this account holds: what the rooms hand in is kept here, and in the keychain once recovery is set up. */
export interface Keychain {
  /** Resolves when the keys are stored on this device; they reach the server's keychain within two seconds. */
  append(keys: readonly HeldKey[]): Promise<void>;
  /** By SHA-256 of the content part: what this device holds, was handed, or read from the keychain. */
  find(contentHashes: readonly Uint8Array[]): Promise<ReadonlyMap<string, HeldKey>>;
  /** The writes after which this device holds none of these keys; those that wait to be added to the keychain are added no more. */
  writesWithout(contentHashes: readonly Uint8Array[]): Promise<readonly StoreWrite[]>;
  /** Called when keys arrived that `find` did not know before (approval or recovery). Returns what ends it. */
  onArrived(listener: () => void): () => void;
}
