/** Hands the keys that this device holds to one it has let in, and takes those that another device hands over. */
import type { DeviceKey, ListedDevice } from "@warbler/crypto/identity";
import {
  decodeKeyTransferWithoutVerification,
  type HeldKey,
  type Hpke,
  KEYS_PER_TRANSFER,
  openKeyTransfer,
  sealKeyTransfer,
} from "@warbler/crypto/keychain";
import { type AccountId, type DeviceId, LIMITS } from "@warbler/protocol";
import type { LogMemory } from "../identity/log-memory.ts";
import type { ApiClient } from "../session/api-client.ts";
import type { Store } from "../store/store.ts";
import { type HeldKeys, writeOfKey } from "./held-keys.ts";

export interface TransferDeps {
  readonly account: AccountId;
  readonly device: DeviceId;
  readonly signer: DeviceKey;
  readonly hpkePrivate: Uint8Array;
  readonly hpke: Hpke;
  readonly api: ApiClient;
  readonly store: Store;
  readonly held: HeldKeys;
  readonly memory: LogMemory;
}

/** How many keys were sealed to the device. Bounded by what the server relays: half a million, in the order of their hashes. */
export async function handOver(to: ListedDevice, deps: TransferDeps): Promise<number> {
  const { account, device, signer, hpke, api, held } = deps;
  const chunks = await chunksOf(held);
  for (const [chunk, keys] of chunks.entries()) {
    const place = { account, from: device, to: to.device, chunk, chunks: chunks.length };
    const sealed = await sealKeyTransfer(place, { keys, signer, hpkePublic: to.hpkePublic }, hpke);
    await api.post("putTransfer", sealed, { device: to.device, chunk });
  }
  return chunks.reduce((sum, keys) => sum + keys.length, 0);
}

/** Takes what waits for this device. Chunks that no listed device of the account signed are dropped unread. */
export async function takeOver(deps: TransferDeps): Promise<number> {
  const { api } = deps;
  let taken = 0;
  for (const { from, chunks } of (await api.call("transfers", undefined)).transfers) {
    const seen = new Set<number>();
    let whole = 0;
    for (const chunk of chunks.slice(0, LIMITS.transferChunks)) {
      const bytes = await api.read("getTransfer", undefined, { device: from, chunk });
      const keys = await keysIn(bytes, from, deps);
      if (keys === undefined) continue;
      taken += await keep(keys.keys, deps);
      seen.add(chunk);
      whole = keys.chunks;
    }
    // A transfer that is still being written stays where it is.
    if (whole === 0 || seen.size >= whole) await api.call("endTransfer", undefined, { device: from });
  }
  return taken;
}

async function chunksOf(held: HeldKeys): Promise<readonly (readonly HeldKey[])[]> {
  const chunks: HeldKey[][] = [];
  let rest: HeldKey[] = [];
  let page = await held.page(undefined);
  while (page.last !== undefined && chunks.length < LIMITS.transferChunks) {
    rest.push(...page.keys);
    while (rest.length >= KEYS_PER_TRANSFER) {
      chunks.push(rest.slice(0, KEYS_PER_TRANSFER));
      rest = rest.slice(KEYS_PER_TRANSFER);
    }
    page = await held.page(page.last);
  }
  return rest.length === 0 ? chunks : [...chunks, rest].slice(0, LIMITS.transferChunks);
}

async function keysIn(
  bytes: Uint8Array,
  from: DeviceId,
  { account, device, hpkePrivate, hpke, memory }: TransferDeps,
): Promise<{ readonly keys: readonly HeldKey[]; readonly chunks: number } | undefined> {
  const place = decodeKeyTransferWithoutVerification(bytes);
  const sender = memory.newest(account)?.devices.find((listed) => listed.device === from);
  if (place === undefined || sender === undefined || place.to !== device || place.account !== account) return undefined;
  const keys = await openKeyTransfer(bytes, { sender, hpkePrivate }, hpke);
  return keys && { keys, chunks: place.chunks };
}

async function keep(keys: readonly HeldKey[], { held, store }: TransferDeps): Promise<number> {
  const fresh = await held.missing(keys);
  if (fresh.length > 0) await store.write(fresh.map(writeOfKey));
  return fresh.length;
}
