/**
 * Brings this device's content keys into the account's keychain: a key that comes alone at once, those that come fast in
 * entries of up to 64, at most half a second after they came. A device that is lost in that time takes them with it. What waits is in the store, and a sealed entry is stored before it is sent, so that a crash at any step sends
 * nothing twice and forgets nothing. Where another device was first, the keys are sealed again onto the longer chain.
 */

import type { DeviceKey, VerifiedIdentity } from "@warbler/crypto/identity";
import {
  decodeHeldKeys,
  decodeKeychainEntryWithoutVerification,
  encodeHeldKeys,
  type HeldKey,
  type Hpke,
  headAfter,
  KEYS_PER_ENTRY,
  type KeychainHead,
  sealKeychainEntry,
} from "@warbler/crypto/keychain";
import type { AccountId, DeviceId } from "@warbler/protocol";
import type { Errands } from "../errands.ts";
import { WarblerError } from "../errors.ts";
import { encodeKeychainEntry } from "../identity/wire.ts";
import type { Platform } from "../platform/platform.ts";
import type { ApiClient } from "../session/api-client.ts";
import type { Store, StoreWrite } from "../store/store.ts";
import { Lane } from "../sync/lane.ts";
import { type HeldKeys, nameOfKey, writeOfKey } from "./held-keys.ts";
import type { KeychainChain } from "./keychain-chain.ts";

const QUEUE = "keychain/queue/";
const PENDING = "keychain/pending";
const PENDING_NAMES = "keychain/pending-names";
const BACKFILL = "keychain/backfill";
/** Where the chain begins that this device writes to. */
const CHAIN = "keychain/chain";
const FLUSH_AFTER_MS = 500;
const MOST_LOST_RACES = 50;

export interface WriterDeps {
  readonly account: AccountId;
  readonly device: DeviceId;
  readonly signer: DeviceKey;
  readonly hpke: Hpke;
  readonly api: ApiClient;
  readonly store: Store;
  readonly platform: Platform;
  readonly errands: Errands;
  readonly held: HeldKeys;
  readonly chain: KeychainChain;
  /** Aborted when the client closes. */
  readonly stop: AbortSignal;
  /** As this client's copy of the log has it; no segment, no keychain. */
  readonly newest: () => VerifiedIdentity | undefined;
  /** Brings that copy up to date. */
  readonly refresh: () => Promise<void>;
}

export class KeychainWriter {
  readonly #deps: WriterDeps;
  readonly #lane = new Lane();
  #isTimed = false;
  #flushedAtMs = Number.NEGATIVE_INFINITY;
  #sequence = 0;

  constructor(deps: WriterDeps) {
    this.#deps = deps;
  }

  /** Resolves when the keys are in the store; keys that are there already cost a look. */
  async append(keys: readonly HeldKey[]): Promise<void> {
    const fresh = await this.#deps.held.missing(keys);
    if (fresh.length === 0) return;
    // Before recovery is set up there is no keychain; then all that is here goes into it.
    const hasKeychain = this.#deps.newest()?.segment !== undefined;
    await this.#deps.store.write([...fresh.map(writeOfKey), ...(hasKeychain ? this.#queueWrites(fresh) : [])]);
    this.#flushLater(fresh.length >= KEYS_PER_ENTRY);
  }

  /** The writes after which none of these keys is here or waits; an entry that is sealed to recovery already goes its way. */
  async writesWithout(contentHashes: readonly Uint8Array[]): Promise<readonly StoreWrite[]> {
    if (contentHashes.length === 0) return [];
    const names = new Set(contentHashes.map(nameOfKey));
    const queued = await this.#deps.store.list({ prefix: QUEUE, limit: 100_000 });
    const waiting = queued.filter(({ value }) =>
      decodeHeldKeys(value, 1)?.some(({ contentHash }) => names.has(nameOfKey(contentHash))),
    );
    return [...names, ...waiting.map(({ key }) => key)].map((key) => ({ key, value: undefined }));
  }

  /** Everything that this device holds goes into the keychain from the beginning. */
  async backfill(): Promise<void> {
    await this.#deps.store.write([{ key: BACKFILL, value: new Uint8Array() }]);
    this.#flushLater(true);
  }

  /** Takes up what an earlier run left. */
  resume(): void {
    this.#flushLater(true);
  }

  /** Keys that are not on the server yet. */
  async waiting(): Promise<number> {
    return (await this.#deps.store.list({ prefix: QUEUE, limit: 100_000 })).length;
  }

  /** Resolves when everything that waits is on the server. Rejects with what stopped it, `network` for one. */
  flush(): Promise<void> {
    return this.#lane.run(() => this.#flush());
  }

  #queueWrites(keys: readonly HeldKey[]): readonly StoreWrite[] {
    const nowMs = String(this.#deps.platform.nowMs()).padStart(15, "0");
    return keys.map((key) => {
      this.#sequence += 1;
      return { key: `${QUEUE}${nowMs}/${String(this.#sequence).padStart(9, "0")}`, value: encodeHeldKeys([key]) };
    });
  }

  #flushLater(now: boolean): void {
    const { errands, platform, stop, newest } = this.#deps;
    if (newest()?.segment === undefined || (this.#isTimed && !now)) return;
    this.#isTimed = true;
    const waitMs = now ? 0 : Math.min(FLUSH_AFTER_MS, this.#flushedAtMs + FLUSH_AFTER_MS - platform.nowMs());
    errands.run("keychain", async () => {
      try {
        if (waitMs > 0) await platform.sleep(waitMs, stop);
      } catch {
        // Closing does not wait: what is queued goes now, or with the next start.
      }
      this.#isTimed = false;
      this.#flushedAtMs = platform.nowMs();
      if (!stop.aborted) await this.flush();
    });
  }

  async #flush(): Promise<void> {
    const { store, newest } = this.#deps;
    if (newest()?.segment === undefined) return;
    await this.#followChain();
    await this.#sendPending();
    for (;;) {
      const queued = await store.list({ prefix: QUEUE, limit: KEYS_PER_ENTRY });
      if (queued.length === 0) break;
      const keys = queued.flatMap(({ value }) => decodeHeldKeys(value, 1) ?? []);
      const names = queued.map(({ key }) => key);
      if (!(await this.#send(keys, names))) return;
    }
    await this.#sendBackfill();
  }

  /** Where the keychain was begun anew, all that is here goes into the new chain. */
  async #followChain(): Promise<void> {
    const { store, chain } = this.#deps;
    const begins = String(chain.current().start.length);
    const before = await store.read(CHAIN);
    if (begins === (before === undefined ? "0" : new TextDecoder().decode(before))) return;
    const mark = { key: CHAIN, value: new TextEncoder().encode(begins) };
    await store.write([mark, { key: BACKFILL, value: new Uint8Array() }, ...forgetPending()]);
  }

  async #sendBackfill(): Promise<void> {
    const { store, held } = this.#deps;
    const marker = await store.read(BACKFILL);
    if (marker === undefined) return;
    let after = marker.length === 0 ? undefined : new TextDecoder().decode(marker);
    for (;;) {
      const { keys, last } = await held.page(after);
      if (last === undefined) break;
      for (let at = 0; at < keys.length; at += KEYS_PER_ENTRY)
        if (!(await this.#send(keys.slice(at, at + KEYS_PER_ENTRY), []))) return;
      await store.write([{ key: BACKFILL, value: new TextEncoder().encode(last) }]);
      after = last;
    }
    await store.write([{ key: BACKFILL, value: undefined }]);
  }

  /** `names` are the keys' places in the queue, given up when the entry is on the server. False where it was not taken. */
  async #send(keys: readonly HeldKey[], names: readonly string[]): Promise<boolean> {
    const { account, device, signer, hpke, chain, newest, store } = this.#deps;
    if (keys.length === 0) return true;
    let head = await chain.head();
    for (let races = 0; races < MOST_LOST_RACES; races++) {
      const segment = newest()?.segment;
      if (segment === undefined) return false;
      const to = { account, segment, head, device: { id: device, key: signer } };
      const entry = await sealKeychainEntry(to, keys, hpke);
      await store.write([
        { key: PENDING, value: entry },
        { key: PENDING_NAMES, value: new TextEncoder().encode(names.join("\n")) },
      ]);
      if (await this.#post(entry, { head, names })) return true;
      // Another device was first, or has begun another chain.
      await this.#deps.refresh();
      head = await chain.catchUp();
    }
    return false;
  }

  /** An entry that an earlier run stored: sent as it is. Where another device was first meanwhile, its keys are sealed again. */
  async #sendPending(): Promise<void> {
    const { store, chain } = this.#deps;
    const entry = await store.read(PENDING);
    if (entry === undefined) return;
    const text = new TextDecoder().decode(await store.read(PENDING_NAMES));
    const names = text === "" ? [] : text.split("\n");
    const head = await chain.head();
    const isNext = decodeKeychainEntryWithoutVerification(entry)?.index === head.length;
    if (isNext && (await this.#post(new Uint8Array(entry), { head, names }))) return;
    await chain.catchUp();
    await store.write(forgetPending());
  }

  /** False where another device took the place. */
  async #post(
    entry: Uint8Array<ArrayBuffer>,
    { head, names }: { readonly head: KeychainHead; readonly names: readonly string[] },
  ): Promise<boolean> {
    const { store, api } = this.#deps;
    const place = decodeKeychainEntryWithoutVerification(entry);
    if (place === undefined) throw new Error("expected an entry that was sealed here");
    const { index, segment, previousHash } = place;
    try {
      await api.post("appendKeychain", encodeKeychainEntry({ index, segment, previousHash, entry }));
    } catch (error) {
      if (error instanceof WarblerError && error.code === "stale-keychain") return false;
      throw error;
    }
    const given = names.map((key) => ({ key, value: undefined }));
    await store.write([this.#deps.chain.headWrite(headAfter(head, entry)), ...forgetPending(), ...given]);
    return true;
  }
}

function forgetPending(): readonly StoreWrite[] {
  return [PENDING, PENDING_NAMES].map((key) => ({ key, value: undefined }));
}
