/**
 * The identity log: takes the next signed version of an account's devices and gives the log to everyone in the organisation.
 * A device that drops out loses its sessions, key packages and welcomes, and its removal is proposed to every group it is
 * in, all in the transaction that takes the version.
 */
import {
  decodeIdentityVersionWithoutVerification,
  identityVersionHash,
  type ListedDevice,
  type VerifiedIdentity,
  verifyIdentityVersion,
} from "@warbler/crypto/identity";
import type { KeychainSegment } from "@warbler/crypto/keychain";
import { type AccountId, base64urlFromBytes, type DeviceId, type IdentityPosted, LIMITS } from "@warbler/protocol";
import { create, IdentityEntriesSchema, toBinary } from "@warbler/protocol/wire";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { nodeHasher } from "../../kernel/log/hasher.ts";
import { factType, insert, plan, type RecordToAppend, type Step } from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { IdentityLog } from "./identity-log.ts";
import { type IdentityRow, identityStore } from "./store.ts";
import { identityEntries } from "./tables.ts";

/** `proposals` are the records appended with it, in the order of the receipt's. */
export const identityChanged = factType<{
  readonly account: AccountId;
  readonly removed: readonly DeviceId[];
  readonly proposals: readonly RecordToAppend[];
}>("identity.changed");

/** What else must happen when devices leave an account. */
export interface Leaving {
  readonly steps: readonly Step[];
  readonly proposals: readonly RecordToAppend[];
}

export interface IdentityDeps extends Pick<Kernel, "ledger" | "reader" | "vault" | "clock"> {
  readonly identityLog: IdentityLog;
  /** The account's devices and their Ed25519 keys, in base64url. */
  readonly deviceKeys: (account: AccountId) => Promise<ReadonlyMap<DeviceId, string>>;
  readonly devicesLeave: (account: AccountId, devices: readonly DeviceId[]) => Promise<Leaving>;
}

const CACHED_IDENTITIES = 50_000;
const TRIES = 20;

export function identityRules({ ledger, reader, vault, identityLog, ...deps }: IdentityDeps) {
  const store = identityStore(reader);
  const listed = new Map<AccountId, ReadonlyMap<DeviceId, ListedDevice>>();
  let changes = 0;
  let turn: Promise<unknown> = Promise.resolve();
  /** One at a time: each version needs the next place of the log. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work, work);
    turn = next;
    return next;
  };

  /** A stored version was verified before it was stored. */
  const identityOf = (row: IdentityRow): VerifiedIdentity | undefined => {
    const bytes = vault.openBytes(identityEntries, "signed", row);
    if (bytes === ERASED) return undefined;
    const signed = decodeIdentityVersionWithoutVerification(bytes);
    if (signed === undefined) throw new Error(`damaged identity version in entry ${row.entry}`);
    return { ...signed.body, hash: identityVersionHash(bytes) };
  };

  const listedDevices = async (account: AccountId): Promise<ReadonlyMap<DeviceId, ListedDevice>> => {
    const known = listed.get(account);
    if (known !== undefined) return known;
    const before = changes;
    const row = await store.newest(account);
    const devices = new Map(
      (row === undefined ? [] : (identityOf(row)?.devices ?? [])).map((one) => [one.device, one] as const),
    );
    if (listed.size >= CACHED_IDENTITIES) listed.clear();
    // What was read while a version was written may be the list before it.
    if (before === changes) listed.set(account, devices);
    return devices;
  };

  /** What an account's devices append to its keychain under; undefined before recovery was set up. */
  const newestSegment = async (account: AccountId): Promise<KeychainSegment | undefined> => {
    const row = await store.newest(account);
    return row && identityOf(row)?.segment;
  };

  /** Whoever is new on the list must be a device of the account, under the key it registered with. */
  const areRegistered = async (identity: VerifiedIdentity, added: readonly DeviceId[]): Promise<boolean> => {
    if (added.length === 0) return true;
    const keys = await deps.deviceKeys(identity.account);
    return identity.devices.every(
      ({ device, signatureKey }) => !added.includes(device) || keys.get(device) === base64urlFromBytes(signatureKey),
    );
  };

  const append = async (grant: Grant<"identity.change">, bytes: Uint8Array): Promise<Result<IdentityPosted>> => {
    const { account } = grant.resource;
    const last = await store.newest(account);
    const previous = last && identityOf(last);
    if (last !== undefined && previous === undefined) return refuse("erased");
    if (last !== undefined && previous !== undefined && Buffer.compare(previous.hash, identityVersionHash(bytes)) === 0)
      return ok({ entry: last.entry, size: identityLog.size() });
    const verified = await verifyIdentityVersion(previous, bytes);
    if (!verified.ok) return refuse(verified.refusal === "not-next" ? "stale-identity" : "identity-invalid");
    const { identity, changes: made } = verified;
    if (identity.account !== account) return refuse("identity-invalid", "expected the caller's own account");
    if (!(await areRegistered(identity, made.devicesAdded)))
      return refuse("identity-invalid", "expected devices that this account has signed in with");
    // A password gives a device that nobody lists: it takes no account over.
    if (made.rootChanged && !previous?.devices.some(({ device }) => device === grant.caller.device))
      return refuse("device-unlisted");
    const entry = identityLog.size();
    const leaving =
      made.devicesRemoved.length === 0
        ? { steps: [], proposals: [] }
        : await deps.devicesLeave(account, made.devicesRemoved);
    const detail = {
      version: identity.version,
      devices: identity.devices.length,
      added: made.devicesAdded.length,
      removed: made.devicesRemoved.length,
      rootChanged: made.rootChanged,
      byRoot: made.byRoot,
    };
    const row = {
      entry,
      account,
      version: identity.version,
      signed: bytes,
      leaf_hash: nodeHasher.leafHash(bytes),
    };
    const done = await ledger.commit(grant, () =>
      plan(
        identityChanged,
        [{ subject: account, detail }],
        [insert(identityEntries, row, "stale-identity"), ...leaving.steps],
        { account, removed: made.devicesRemoved, proposals: leaving.proposals },
      ),
    );
    changes++;
    listed.delete(account);
    await identityLog.catchUp();
    return done.ok ? ok({ entry, size: identityLog.size() }) : done;
  };

  return {
    listedDevices,
    newestSegment,
    /** The Ed25519 key that vouches for the account, by its newest version. */
    async rootOf(account: AccountId): Promise<Uint8Array | undefined> {
      const row = await store.newest(account);
      return row && identityOf(row)?.root;
    },
    post: (grant: Grant<"identity.change">, bytes: Uint8Array) =>
      inTurn(async () => {
        for (let attempt = 1; ; attempt++) {
          const posted = await append(grant, bytes);
          // A group of a device that leaves moved on meanwhile: its removal is proposed to the new epoch.
          if (posted.ok || posted.refusal.code !== "stale-epoch") return posted;
          if (attempt === TRIES) return refuse("overloaded", undefined, 1_000);
        }
      }),

    async entries(_grant: Grant<"identity.read">, from: number): Promise<Uint8Array> {
      const rows = await store.entries(from, LIMITS.identityEntriesPage);
      const entries = rows.map((row) => {
        const version = vault.openBytes(identityEntries, "signed", row);
        return version === ERASED ? { leafHash: row.leaf_hash } : { version };
      });
      return toBinary(
        IdentityEntriesSchema,
        create(IdentityEntriesSchema, { from, entries, size: identityLog.size() }),
      );
    },
  };
}
export type IdentityRules = ReturnType<typeof identityRules>;
