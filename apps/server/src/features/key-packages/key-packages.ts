/**
 * Key packages (RFC 9420 §10): a device publishes them, others claim one each to add it to a room. A one-time package is
 * given away once, also to two who ask at the same moment; where none is left, or one account took many in a row, the
 * last-resort package is given.
 *
 * Cost: a claim is one look-up and one update for each device; 1,000 devices share one transaction.
 */
import type { ListedDevice } from "@warbler/crypto/identity";
import { nodeProvider } from "@warbler/mls/node";
import { checkKeyPackage, decodeKeyPackage, isLastResort, type KeyPackage, keyPackageRef } from "@warbler/mls/public";
import {
  type AccountId,
  type ApiParsed,
  credentialIdentity,
  type DeviceId,
  type GroupDevice,
  type KeyPackagesStored,
  LIMITS,
} from "@warbler/protocol";
import {
  ClaimedKeyPackagesSchema,
  create,
  fromBinary,
  type KeyPackageUpload,
  KeyPackageUploadSchema,
  toBinary,
} from "@warbler/protocol/wire";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { factType, insert, plan, remove, requireRows, type Step, update } from "../../kernel/plan.ts";
import type { Caller, Grant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { createThrottle } from "../../kernel/throttle.ts";
import { type KeyPackageRow, keyPackageStore } from "./store.ts";
import { keyPackages } from "./tables.ts";

const stored = factType<null>("key-packages.stored");
/** Devices that have few one-time key packages left. */
export const keyPackagesClaimed = factType<{ readonly low: readonly GroupDevice[] }>("key-packages.claimed");

export interface KeyPackagesDeps extends Pick<Kernel, "ledger" | "policy" | "reader" | "vault" | "clock"> {
  readonly listedDevices: (account: AccountId) => Promise<ReadonlyMap<DeviceId, ListedDevice>>;
}

const provider = nodeProvider(1);
const CLAIM_TRIES = 5;
const CLOCK_SKEW_MS = 24 * 3_600_000;

export function keyPackageRules({ ledger, policy, reader, vault, clock, listedDevices }: KeyPackagesDeps) {
  const store = keyPackageStore(reader);
  const taken = createThrottle({ burst: LIMITS.claimBurst, refillMs: LIMITS.claimRefillMs, keys: 100_000 });
  let turn: Promise<unknown> = Promise.resolve();
  /** Claims one after the other, so that two rarely pick the same; the transaction sees to it that they never get it. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work, work);
    turn = next;
    return next;
  };

  const countOf = async (device: DeviceId): Promise<KeyPackagesStored> => {
    const nowMs = clock.nowMs();
    const [oneTime, lastResort] = await Promise.all([
      store.oneTimeLeft(device, nowMs),
      store.lastResort(device, nowMs),
    ]);
    return { oneTime, ...(lastResort !== undefined && { lastResortExpiresAtMs: lastResort.expires_ms }) };
  };

  /** A key package that others can use to add this very device, as the identity log lists it. */
  const checked = async (caller: Caller, bytes: Uint8Array, lastResort: boolean): Promise<KeyPackage | undefined> => {
    if (bytes.length > LIMITS.keyPackageBytes) return undefined;
    const nowMs = clock.nowMs();
    const decoded = decodeKeyPackage(bytes);
    if (!decoded.ok) return undefined;
    const { leafNode } = decoded.value;
    const listed = (await listedDevices(caller.account)).get(caller.device);
    const isOwn =
      leafNode.credential.kind === "basic" &&
      isSame(leafNode.credential.identity, credentialIdentity(caller.account, caller.device)) &&
      listed !== undefined &&
      isSame(leafNode.signatureKey, listed.signatureKey);
    const expiresMs = expiryOf(decoded.value);
    const isTimely = expiresMs > nowMs && expiresMs <= nowMs + LIMITS.keyPackageMs + CLOCK_SKEW_MS;
    if (!isOwn || !isTimely || isLastResort(decoded.value) !== lastResort) return undefined;
    const valid = await checkKeyPackage(provider, decoded.value, nowMs);
    return valid.ok ? valid.value : undefined;
  };
  const stepFor = ({ account, device }: Caller, made: KeyPackage, bytes: Uint8Array): Step =>
    insert(
      keyPackages,
      {
        reference: keyPackageRef(provider, made),
        account,
        device,
        last_resort: isLastResort(made) ? 1 : 0,
        expires_ms: expiryOf(made),
        published: bytes,
      },
      "id-reused",
    );

  /** What each device gives away, and who has nothing to give. */
  const pick = async (caller: Caller, devices: readonly GroupDevice[]) => {
    const nowMs = clock.nowMs();
    const picked: KeyPackageRow[] = [];
    const missing: GroupDevice[] = [];
    for (const who of devices) {
      const isGreedy = taken.take(`${caller.account}/${who.device}`, nowMs) > 0;
      const row = await store.next(who.device, nowMs, isGreedy);
      if (row === undefined) missing.push(who);
      else picked.push(row);
    }
    return { picked, missing };
  };

  const claimOnce = async (grant: Grant<"key-package.claim">, devices: readonly GroupDevice[]) => {
    const { picked, missing } = await pick(grant.caller, devices);
    const nowMs = clock.nowMs();
    const oneTime = picked.filter(({ last_resort }) => last_resort === 0);
    const low: GroupDevice[] = [];
    for (const { account, device } of oneTime)
      if ((await store.oneTimeLeft(device, nowMs)) <= LIMITS.keyPackagesLow) low.push({ account, device });
    const steps = picked.map(({ reference, last_resort }) =>
      last_resort === 1
        ? requireRows(keyPackages, { reference, claimed_ms: null }, "overloaded")
        : update(keyPackages, { reference, claimed_ms: null }, { claimed_ms: nowMs }, "overloaded"),
    );
    const detail = { devices: picked.length, missing: missing.length };
    const done = await ledger.commit(grant, () =>
      plan(keyPackagesClaimed, [{ subject: grant.caller.account, detail }], steps, { low }),
    );
    if (!done.ok) return done;
    const claimed = picked.flatMap((row) => {
      const keyPackage = vault.openBytes(keyPackages, "published", row);
      const { account, device, last_resort } = row;
      return keyPackage === ERASED ? [] : [{ account, device, keyPackage, lastResort: last_resort === 1 }];
    });
    return ok(toBinary(ClaimedKeyPackagesSchema, create(ClaimedKeyPackagesSchema, { claimed, missing })));
  };

  /** Of people only, and by a guest only of those they share a room with. */
  const mayClaimOf = async (caller: Caller, account: AccountId): Promise<Result<unknown>> => {
    const isPerson = (await policy.orgRoleOf(account)) !== undefined;
    const may = isPerson && (await policy.decide(caller, "key-package.claim", { kind: "account", account })).ok;
    return may ? ok(undefined) : refuse("not-found", "expected people");
  };

  return {
    ownerOf: store.ownerOf,

    async store(grant: Grant<"key-package.store">, bytes: Uint8Array): Promise<Result<KeyPackagesStored>> {
      const { caller } = grant;
      const { account, device } = caller;
      const upload = parseUpload(bytes);
      if (!upload.ok) return upload;
      if (!(await listedDevices(account)).has(device)) return refuse("device-unlisted");
      const nowMs = clock.nowMs();
      const before = await countOf(device);
      const { oneTime, lastResort } = upload.value;
      if (before.oneTime + oneTime.length > LIMITS.keyPackagesPerDevice)
        return refuse("too-many", `at most ${LIMITS.keyPackagesPerDevice} one-time key packages a device`);
      const steps: Step[] = (await store.expired(device, nowMs)).map((reference) =>
        remove(keyPackages, { reference }, "ignore"),
      );
      // The one that is replaced is given to nobody any more, but a Welcome under way may still name it.
      if (lastResort.length > 0)
        steps.push(update(keyPackages, { device, last_resort: 1, claimed_ms: null }, { claimed_ms: nowMs }, "ignore"));
      for (const [at, one] of [...oneTime, ...(lastResort.length > 0 ? [lastResort] : [])].entries()) {
        const made = await checked(caller, one, at >= oneTime.length);
        if (made === undefined) return refuse("key-package-invalid", `number ${at}`);
        steps.push(stepFor(caller, made, one));
      }
      const detail = { device, oneTime: oneTime.length, lastResort: lastResort.length > 0 };
      const done = await ledger.commit(grant, () => plan(stored, [{ subject: account, detail }], steps, null));
      return done.ok ? ok(await countOf(device)) : done;
    },

    async count(grant: Grant<"key-package.store">) {
      return ok(await countOf(grant.caller.device));
    },

    async claim(grant: Grant<"key-package.claim">, input: ApiParsed<"claimKeyPackages">): Promise<Result<Uint8Array>> {
      const devices = new Map<DeviceId, GroupDevice>();
      for (const account of new Set(input.accounts)) {
        const known = await mayClaimOf(grant.caller, account);
        if (!known.ok) return known;
        for (const device of (await listedDevices(account)).keys()) devices.set(device, { account, device });
      }
      for (const { account, device } of input.devices) {
        const known = await mayClaimOf(grant.caller, account);
        if (!known.ok) return known;
        if (!(await listedDevices(account)).has(device)) return refuse("device-unlisted", device);
        devices.set(device, { account, device });
      }
      // Who asks is in the group already.
      devices.delete(grant.caller.device);
      if (devices.size > LIMITS.claimedDevices)
        return refuse("too-many", `at most ${LIMITS.claimedDevices} devices at once, got ${devices.size}`);
      return inTurn(async () => {
        for (let attempt = 1; ; attempt++) {
          const claimed = await claimOnce(grant, [...devices.values()]);
          if (claimed.ok || claimed.refusal.code !== "overloaded" || attempt === CLAIM_TRIES) return claimed;
        }
      });
    },
  };
}
export type KeyPackageRules = ReturnType<typeof keyPackageRules>;

/** A device that is gone is added by nobody any more. */
export const forgetKeyPackages = (device: DeviceId): Step => remove(keyPackages, { device }, "ignore");
/** A one-time key package is over once a Welcome used it. */
export const spendKeyPackage = (reference: Uint8Array): Step =>
  remove(keyPackages, { reference, last_resort: 0 }, "ignore");

const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

function expiryOf({ leafNode: { source } }: KeyPackage): number {
  return source.kind === "key_package" ? Number(source.lifetime.notAfter) * 1_000 : 0;
}

function parseUpload(bytes: Uint8Array): Result<KeyPackageUpload> {
  try {
    const upload = fromBinary(KeyPackageUploadSchema, bytes);
    if (upload.oneTime.length + upload.lastResort.length > 0) return ok(upload);
  } catch {
    // Answered below, as anything else that is no upload.
  }
  return refuse("bad-request", "expected a KeyPackageUpload");
}
