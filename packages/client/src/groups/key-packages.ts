/**
 * Key packages of this device: published so that others can take it into their rooms while it is away, each used once, with
 * one last resort. The private halves stay here until used.
 */
import {
  createKeyPackage,
  decodeOwnKeyPackage,
  encodeOwnKeyPackage,
  isLastResort,
  type MlsProvider,
  type OwnKeyPackage,
} from "@warbler/mls";
import { base64urlFromBytes, LIMITS } from "@warbler/protocol";
import type { Store, StoreWrite } from "../store/store.ts";
import { equalBytes } from "../sync/equal-bytes.ts";
import { decoded, joined, readBytes, readDouble, writeBytes, writeDouble } from "../wire/protobuf.ts";
import type { GroupDeps } from "./group-deps.ts";
import { keyPackagesChecked } from "./key-package-mark.ts";
import type { MlsTools } from "./mls-tools.ts";

const PREFIX = "key-package/";
const HOUR_MS = 3_600_000;
/** They are renewed when a third of their time is left, and kept a little longer than others may use them. */
const LIFETIME_MS = LIMITS.keyPackageMs - 24 * HOUR_MS;
const RENEW_MS = LIFETIME_MS / 3;

type Deps = Pick<GroupDeps, "store" | "mls" | "delivery" | "platform" | "keyPackages">;

/** Publishes what is missing. */
export async function keepKeyPackages(deps: Deps): Promise<void> {
  const { store, mls, delivery, platform, keyPackages: wanted = LIMITS.keyPackagesPerDevice } = deps;
  const nowMs = platform.nowMs();
  const left = await delivery.keyPackagesLeft();
  const missing = left.oneTime < Math.min(LIMITS.keyPackagesLow, wanted) ? wanted - left.oneTime : 0;
  const needsLastResort = (left.lastResortExpiresAtMs ?? 0) < nowMs + RENEW_MS;
  if (missing > 0 || needsLastResort) {
    const oneTime = await Promise.all(Array.from({ length: missing }, () => make(mls, nowMs, false)));
    const lastResort = needsLastResort ? await make(mls, nowMs, true) : undefined;
    const made = lastResort === undefined ? oneTime : [...oneTime, lastResort];
    // Stored first: one that others use must be here to answer it.
    await store.write(made.map((one) => ({ key: keyOf(one), value: bytesFrom(one, nowMs + LIFETIME_MS) })));
    await delivery.storeKeyPackages({
      oneTime: oneTime.map(({ message }) => message),
      lastResort: lastResort?.message ?? new Uint8Array(),
    });
  }
  await dropExpired(store, nowMs);
  await store.write([keyPackagesChecked(nowMs)]);
}

export async function storedKeyPackages(store: Store, provider: MlsProvider): Promise<readonly OwnKeyPackage[]> {
  const entries = await store.list({ prefix: PREFIX });
  return entries.flatMap(({ value }) => fromBytes(value, provider) ?? []);
}

/** What is used up by a Welcome: all but the last resort, with its private keys. */
export function forgetKeyPackage(all: readonly OwnKeyPackage[], reference: Uint8Array): readonly StoreWrite[] {
  const used = all.find((one) => equalBytes(one.reference, reference));
  return used === undefined || isLastResort(used.keyPackage) ? [] : [{ key: keyOf(used), value: undefined }];
}

async function make(
  { provider, signer, credential, capabilities }: MlsTools,
  nowMs: number,
  isTheLastResort: boolean,
): Promise<OwnKeyPackage> {
  return createKeyPackage(provider, {
    ...{ signer, credential, capabilities },
    // Clocks differ.
    notBeforeMs: nowMs - HOUR_MS,
    notAfterMs: nowMs + LIFETIME_MS,
    isLastResort: isTheLastResort,
  });
}

async function dropExpired(store: Store, nowMs: number): Promise<void> {
  const entries = await store.list({ prefix: PREFIX });
  const expired = entries.filter(({ value }) => (expiryOf(value) ?? 0) < nowMs - 24 * HOUR_MS);
  if (expired.length > 0) await store.write(expired.map(({ key }) => ({ key, value: undefined })));
}

function keyOf({ reference }: OwnKeyPackage): string {
  return `${PREFIX}${base64urlFromBytes(reference)}`;
}

/** In protobuf's encoding: the key package with its private keys 1, notAfterMs 2. */
function bytesFrom(own: OwnKeyPackage, notAfterMs: number): Uint8Array {
  return joined([writeBytes(1, encodeOwnKeyPackage(own)), writeDouble(2, notAfterMs)]);
}

function fromBytes(bytes: Uint8Array, provider: MlsProvider): OwnKeyPackage | undefined {
  return decoded(bytes, (fields) => {
    const own = decodeOwnKeyPackage(provider, readBytes(fields, 1));
    return own.ok ? own.value : undefined;
  });
}

function expiryOf(bytes: Uint8Array): number | undefined {
  return decoded(bytes, (fields) => readDouble(fields, 2));
}
