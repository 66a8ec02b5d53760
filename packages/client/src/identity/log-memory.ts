/** What a replica of the identity log knows in memory: every account's newest version, and all devices there ever were. */
import {
  decodeIdentityVersionWithoutVerification,
  type IdentityChanges,
  identityVersionHash,
  type KeychainSegment,
  type ListedDevice,
  type VerifiedIdentity,
} from "@warbler/crypto/identity";
import type { AccountId, DeviceId } from "@warbler/protocol";

export interface DeviceLife extends ListedDevice {
  readonly listedAtMs: number;
  /** When its account took it off the list. */
  readonly removedAtMs: number | undefined;
  /** How many entries the log had with the version that did. */
  readonly removedAtSize: number | undefined;
  /** Keychain segments that were the newest while it was listed. */
  readonly segments: ReadonlySet<number>;
}

/** A version of this client's own account, and whose word it is. */
export interface OwnEntry {
  readonly identity: VerifiedIdentity;
  readonly byRoot: boolean;
}

export class LogMemory {
  readonly #own: AccountId;
  readonly #ownEntries: OwnEntry[] = [];
  readonly #newest = new Map<AccountId, VerifiedIdentity>();
  readonly #devices = new Map<AccountId, Map<DeviceId, DeviceLife>>();
  readonly #segments = new Map<AccountId, Map<number, KeychainSegment>>();

  constructor(own: AccountId) {
    this.#own = own;
  }

  /** The own account's versions, oldest first. */
  ownEntries(): readonly OwnEntry[] {
    return this.#ownEntries;
  }

  newest(account: AccountId): VerifiedIdentity | undefined {
    return this.#newest.get(account);
  }

  device(account: AccountId, device: DeviceId): DeviceLife | undefined {
    return this.#devices.get(account)?.get(device);
  }

  devices(account: AccountId): readonly DeviceLife[] {
    return [...(this.#devices.get(account)?.values() ?? [])];
  }

  /** Every segment that the account's keychain had, in their order. */
  segments(account: AccountId): readonly KeychainSegment[] {
    return [...(this.#segments.get(account)?.values() ?? [])];
  }

  /** Takes a version that was verified as its account's next, by which the log has `size` entries. */
  take(identity: VerifiedIdentity, { byRoot, size }: { readonly byRoot: boolean; readonly size: number }): void {
    const { account, devices, atMs, segment } = identity;
    if (account === this.#own) this.#ownEntries.push({ identity, byRoot });
    this.#newest.set(account, identity);
    if (segment !== undefined) {
      const segments = this.#segments.get(account) ?? new Map<number, KeychainSegment>();
      this.#segments.set(account, segments.set(segment.number, segment));
    }
    const lives = this.#devices.get(account) ?? new Map<DeviceId, DeviceLife>();
    this.#devices.set(account, lives);
    const listed = new Set(devices.map(({ device }) => device));
    for (const [id, life] of lives)
      if (!listed.has(id) && life.removedAtMs === undefined)
        lives.set(id, { ...life, removedAtMs: atMs, removedAtSize: size });
    for (const one of devices) {
      const before = lives.get(one.device);
      const segments = new Set(before?.segments);
      if (segment !== undefined) segments.add(segment.number);
      const listedAtMs = before?.listedAtMs ?? atMs;
      lives.set(one.device, { ...one, listedAtMs, removedAtMs: undefined, removedAtSize: undefined, segments });
    }
  }

  /** Takes an entry as it was stored, which was verified before. False for bytes that are no version. */
  recall(bytes: Uint8Array, size: number): boolean {
    const signed = decodeIdentityVersionWithoutVerification(bytes);
    if (signed === undefined) return false;
    let hash: Uint8Array<ArrayBuffer> | undefined;
    const identity: VerifiedIdentity = {
      ...signed.body,
      // Only the newest version's is ever asked for, and only when the account changes.
      get hash() {
        hash ??= identityVersionHash(bytes);
        return hash;
      },
    };
    this.take(identity, { byRoot: signed.authority === "root", size });
    return true;
  }
}

export interface AppliedVersion {
  readonly identity: VerifiedIdentity;
  readonly previous: VerifiedIdentity | undefined;
  readonly changes: IdentityChanges;
  /** Entries of the log up to and with it. */
  readonly size: number;
}
