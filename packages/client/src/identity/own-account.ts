/** What this account's devices do to its identity: begin it, let a device in, take one off, recover, replace the root. */
import {
  type IdentityChange,
  identityVersionHash,
  type ListedDevice,
  openIdentityKey,
  SEED_BYTES,
  type SeedKey,
  signIdentityVersion,
  signingKeyFromSeed,
  type VerifiedIdentity,
} from "@warbler/crypto/identity";
import { EMPTY_KEYCHAIN, type Hpke, type KeychainHead, makeSegment } from "@warbler/crypto/keychain";
import type { RecoveryBundle } from "@warbler/crypto/recovery";
import { type AccountId, base64urlFromBytes, type DeviceId, LIMITS } from "@warbler/protocol";
import { type Fail, WarblerError } from "../errors.ts";
import type { Platform } from "../platform/platform.ts";
import type { ApiClient } from "../session/api-client.ts";
import type { DeviceKeys } from "./device-keys.ts";
import type { LogReplica } from "./log-replica.ts";

/** Times a change is made anew because another device was first. */
const MOST_TRIES = 5;

export interface OwnAccountDeps {
  readonly account: AccountId;
  readonly device: DeviceId;
  readonly keys: DeviceKeys;
  readonly hpke: Hpke;
  readonly api: ApiClient;
  readonly replica: LogReplica;
  readonly platform: Platform;
  readonly fail: Fail;
  /** How far the keychain has come, as this device last saw it. */
  readonly keychainHead: () => Promise<KeychainHead>;
}

export class OwnAccount {
  readonly #deps: OwnAccountDeps;
  readonly #posted = new Set<string>();

  constructor(deps: OwnAccountDeps) {
    this.#deps = deps;
  }

  refresh(): Promise<void> {
    return this.#deps.replica.refresh();
  }

  /** As this client's copy of the log has it. */
  newest(): VerifiedIdentity | undefined {
    return this.#deps.replica.newest(this.#deps.account);
  }

  isListed(): boolean {
    const { device, keys } = this.#deps;
    const listed = this.newest()?.devices.find((one) => one.device === device);
    return listed !== undefined && same(listed.signatureKey, keys.signing.verifyingKey);
  }

  /** Whether this run of this device made the version. */
  hasPosted({ hash }: VerifiedIdentity): boolean {
    return this.#posted.has(base64urlFromBytes(hash));
  }

  hasRoot({ verifyingKey }: SeedKey): boolean {
    const newest = this.newest();
    return newest !== undefined && same(newest.root, verifyingKey);
  }

  /** This device as a version lists it. */
  self(): ListedDevice {
    const { device, keys } = this.#deps;
    return { device, signatureKey: keys.signing.verifyingKey, hpkePublic: keys.hpke.publicKey };
  }

  /** The account's first version, by this root. False when the account has one already. */
  async begin(root: SeedKey): Promise<boolean> {
    const { account } = this.#deps;
    const identityKey = await this.#newKey();
    const first = {
      account,
      previous: undefined,
      root: root.verifyingKey,
      identityKey,
      authority: { kind: "root", root } as const,
      devices: [this.self()],
      recoveryPublic: undefined,
      segment: undefined,
    };
    let isFirst = true;
    await this.#post(async (previous) => {
      isFirst = previous === undefined;
      return isFirst ? first : undefined;
    });
    return isFirst;
  }

  async letIn(candidate: ListedDevice): Promise<VerifiedIdentity> {
    return this.#change(async (previous, identityKey) => {
      if (previous.devices.some(({ device }) => device === candidate.device)) return undefined;
      if (previous.devices.length >= LIMITS.devicesPerAccount) throw this.#deps.fail("too-many");
      return { ...kept(previous, identityKey), devices: [...previous.devices, candidate] };
    });
  }

  /** A new identity key, which the device does not get, and a new segment of the keychain. */
  async takeOff(device: DeviceId): Promise<VerifiedIdentity> {
    return this.#change(async (previous, identityKey) => {
      const devices = previous.devices.filter((one) => one.device !== device);
      if (devices.length === previous.devices.length) return undefined;
      if (devices.length === 0) throw this.#deps.fail("last-device");
      const fresh = { identityKey: await this.#newKey(), segment: await this.#nextSegment(previous) };
      return { ...kept(previous, identityKey), devices, ...fresh };
    });
  }

  /** Names the recovery key, under which new keys are kept from now on. */
  async setRecovery(recoveryPublic: Uint8Array<ArrayBuffer>): Promise<VerifiedIdentity> {
    return this.#change(async (previous, identityKey) => {
      if (previous.recoveryPublic !== undefined && same(previous.recoveryPublic, recoveryPublic)) return undefined;
      const segment = await this.#segment((previous.segment?.number ?? 0) + 1, recoveryPublic);
      return { ...kept(previous, identityKey), recoveryPublic, segment };
    });
  }

  /** The keychain begins anew at this length, under a new segment. */
  async beginKeychain(length: number): Promise<VerifiedIdentity> {
    return this.#change(async (previous, identityKey) => {
      const { account, hpke, fail } = this.#deps;
      const { segment: before, recoveryPublic } = previous;
      if (before === undefined || recoveryPublic === undefined) throw fail("recovery-not-set-up");
      const after = { length: Math.max(length, before.after.length), hash: EMPTY_KEYCHAIN.hash };
      const segment = await makeSegment({ account, number: before.number + 1, recoveryPublic, after }, hpke);
      return { ...kept(previous, identityKey), segment };
    });
  }

  /** Lists this device by the root's word, under a new identity key; `alone` takes all others off. */
  async recover(root: SeedKey, { alone }: { readonly alone: boolean }): Promise<VerifiedIdentity> {
    return this.#changed(async (previous) => {
      if (previous === undefined) return undefined;
      const others = previous.devices.filter(({ device }) => device !== this.#deps.device);
      if (this.isListed() && (!alone || others.length === 0)) return undefined;
      const byRoot = { ...kept(previous, await this.#newKey()), authority: { kind: "root", root } as const };
      if (!alone) return { ...byRoot, devices: [...others, this.self()] };
      return { ...byRoot, devices: [this.self()], segment: await this.#nextSegment(previous) };
    });
  }

  /** Another root vouches for the account from now on, and another recovery key keeps its keys. */
  async replaceRoot({
    root,
    recoveryPublic,
  }: {
    readonly root: SeedKey;
    readonly recoveryPublic: Uint8Array<ArrayBuffer>;
  }) {
    return this.#changed(async (previous) => {
      if (previous === undefined) throw this.#deps.fail("device-unlisted");
      if (same(previous.root, root.verifyingKey)) return undefined;
      const others = previous.devices.filter(({ device }) => device !== this.#deps.device);
      const keys = { root: root.verifyingKey, authority: { kind: "root", root } as const, recoveryPublic };
      const segment = await this.#segment((previous.segment?.number ?? 0) + 1, recoveryPublic);
      return { ...kept(previous, await this.#newKey()), ...keys, devices: [...others, this.self()], segment };
    });
  }

  /** A change that the identity key allows. Throws `device-unlisted` where this device does not hold it. */
  #change(
    make: (previous: VerifiedIdentity, identityKey: SeedKey) => Promise<Change | undefined>,
  ): Promise<VerifiedIdentity> {
    return this.#changed(async (previous) => {
      const identityKey = previous && (await this.#identityKey(previous));
      if (previous === undefined || identityKey === undefined) throw this.#deps.fail("device-unlisted");
      return make(previous, identityKey);
    });
  }

  #identityKey(identity: VerifiedIdentity): Promise<SeedKey | undefined> {
    const { device, keys, hpke } = this.#deps;
    return openIdentityKey(identity, { id: device, hpkePrivate: keys.hpke.privateKey }, hpke);
  }

  async #changed(make: (previous: VerifiedIdentity | undefined) => Promise<Change | undefined>) {
    await this.#post(make);
    const newest = this.newest();
    if (newest === undefined) throw this.#deps.fail("untrusted-server", { detail: "expected the version just posted" });
    return newest;
  }

  /** Makes the change on the newest version, again if another device was first; nothing where `make` finds nothing to do. */
  async #post(make: (previous: VerifiedIdentity | undefined) => Promise<Change | undefined>): Promise<void> {
    const { replica, api, hpke, platform, fail } = this.#deps;
    for (let tries = 1; ; tries++) {
      await replica.refresh();
      const previous = this.newest();
      const change = await make(previous);
      if (change === undefined) return;
      const bytes = await signIdentityVersion({ ...change, previous, nowMs: platform.nowMs() }, hpke);
      this.#posted.add(base64urlFromBytes(identityVersionHash(bytes)));
      try {
        await api.post("postIdentity", bytes);
        await replica.refresh();
        // A server that says it took the version and keeps it back must not be believed.
        if (this.#has(identityVersionHash(bytes))) return;
        throw fail("untrusted-server", { detail: "expected the version just posted in the identity log" });
      } catch (error) {
        const isLate = error instanceof WarblerError && error.code === "stale-identity";
        if (!isLate || tries === MOST_TRIES) throw error;
      }
    }
  }

  #has(hash: Uint8Array): boolean {
    return this.#deps.replica.memory.ownEntries().some(({ identity }) => same(identity.hash, hash));
  }

  #nextSegment({ segment, recoveryPublic }: VerifiedIdentity) {
    if (segment === undefined || recoveryPublic === undefined) return Promise.resolve(undefined);
    return this.#segment(segment.number + 1, recoveryPublic);
  }

  async #segment(number: number, recoveryPublic: Uint8Array) {
    const { account, hpke, keychainHead } = this.#deps;
    const seen = await keychainHead();
    const pinned = this.newest()?.segment?.after;
    const after = pinned !== undefined && pinned.length > seen.length ? pinned : seen;
    return makeSegment({ account, number, recoveryPublic, after }, hpke);
  }

  async #newKey(): Promise<SeedKey> {
    return seedKey(this.#deps.platform);
  }
}

type Change = Omit<IdentityChange, "previous" | "nowMs">;

function kept(previous: VerifiedIdentity, identityKey: SeedKey): Change {
  const { account, root, devices, recoveryPublic, segment } = previous;
  return {
    account,
    root,
    devices,
    recoveryPublic,
    segment,
    identityKey,
    authority: { kind: "predecessor", identityKey },
  };
}

export async function seedKey({ randomBytes }: Pick<Platform, "randomBytes">): Promise<SeedKey> {
  return requireKey(await signingKeyFromSeed(randomBytes(SEED_BYTES)));
}

export async function rootOf({ rootSeed }: RecoveryBundle): Promise<SeedKey> {
  return requireKey(await signingKeyFromSeed(rootSeed));
}

function requireKey(key: SeedKey | undefined): SeedKey {
  if (key === undefined) throw new Error("expected a key of 32 bytes");
  return key;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
