/** The keys of this account: what this device holds, what the server keeps for recovery, and what devices hand each other. */
import type { DeviceKey, ListedDevice, VerifiedIdentity } from "@warbler/crypto/identity";
import type { HeldKey, Hpke, KeychainHead } from "@warbler/crypto/keychain";
import type { AccountId, DeviceId } from "@warbler/protocol";
import type { Errands } from "../errands.ts";
import { type Fail, WarblerError } from "../errors.ts";
import type { Recovered, RecoveryStatusOf } from "../identity/identity-api.ts";
import type { LogMemory } from "../identity/log-memory.ts";
import type { Platform } from "../platform/platform.ts";
import type { ApiClient } from "../session/api-client.ts";
import type { Store } from "../store/store.ts";
import { Lane } from "../sync/lane.ts";
import { HeldKeys } from "./held-keys.ts";
import { handOver, type TransferDeps, takeOver } from "./key-transfers.ts";
import { ChainBroken, KeychainChain } from "./keychain-chain.ts";
import { readKeychain } from "./keychain-reader.ts";
import { KeychainWriter } from "./keychain-writer.ts";

/** Set when the keys from before this device was let in are here, from another device or from recovery. */
const HISTORY = "keychain/history";

export interface OwnKeychainDeps {
  readonly account: AccountId;
  readonly device: DeviceId;
  readonly signer: DeviceKey;
  readonly hpkePrivate: Uint8Array;
  readonly hpke: Hpke;
  readonly api: ApiClient;
  readonly store: Store;
  readonly platform: Platform;
  readonly errands: Errands;
  readonly fail: Fail;
  /** Aborted when the client closes. */
  readonly stop: AbortSignal;
  readonly memory: LogMemory;
  readonly newest: () => VerifiedIdentity | undefined;
  readonly broken: (detail: string) => void;
  /** Keys came that were not here before. */
  readonly arrived: () => void;
}

export class OwnKeychain {
  readonly held: HeldKeys;
  readonly #deps: OwnKeychainDeps;
  readonly #chain: KeychainChain;
  readonly #writer: KeychainWriter;
  readonly #transfers: TransferDeps;
  readonly #taking = new Lane();
  #hasHistory = false;

  constructor(deps: OwnKeychainDeps) {
    this.#deps = deps;
    this.held = new HeldKeys(deps.store);
    this.#chain = new KeychainChain(deps);
    this.#writer = new KeychainWriter({ ...deps, held: this.held, chain: this.#chain });
    this.#transfers = { ...deps, held: this.held };
  }

  async load(): Promise<void> {
    this.#hasHistory = (await this.#deps.store.read(HISTORY)) !== undefined;
  }

  /** False where there may be keys that only another device or the recovery secret can give. */
  get hasHistory(): boolean {
    return this.#hasHistory || this.#deps.newest()?.segment === undefined;
  }

  append(keys: readonly HeldKey[]): Promise<void> {
    return this.#writer.append(keys);
  }

  /** What waits is sent; rejects where the server cannot be reached. */
  flush(): Promise<void> {
    return this.#writer.flush();
  }

  resume(): void {
    this.#writer.resume();
  }

  /** The newest place of the keychain that is known, also where the server cannot be asked or shows another chain. */
  async head(): Promise<KeychainHead> {
    try {
      return await this.#chain.catchUp();
    } catch (error) {
      if (!(error instanceof ChainBroken) && !(error instanceof WarblerError)) throw error;
      return this.#chain.head();
    }
  }

  async state(): Promise<Pick<RecoveryStatusOf, "keychainEntries" | "keysHere" | "keysWaiting">> {
    const [{ length: keychainEntries }, keysHere] = [await this.head(), await this.held.count()];
    return { keychainEntries, keysHere, keysWaiting: await this.#writer.waiting() };
  }

  /** Everything that this device holds goes into the keychain: recovery was set up just now. */
  async fill(): Promise<void> {
    await this.markHistory();
    await this.#writer.backfill();
    await this.#writer.flush();
  }

  async readWhole(recoveryPrivate: Uint8Array): Promise<Recovered> {
    const read = await readKeychain(recoveryPrivate, { ...this.#deps, chain: this.#chain, held: this.held });
    if (!read.broken) await this.head();
    await this.markHistory();
    this.#deps.arrived();
    return { keys: read.keys, whole: !read.broken && read.unreadable === 0 };
  }

  /** Takes what other devices handed over: one call at a time, since what was taken is dropped on the server. */
  takeOver(): Promise<void> {
    return this.#taking.run(async () => {
      if ((await takeOver(this.#transfers)) === 0) return;
      await this.markHistory();
      this.#deps.arrived();
    });
  }

  handOver(to: ListedDevice): Promise<number> {
    return handOver(to, this.#transfers);
  }

  async markHistory(): Promise<void> {
    await this.#deps.store.write([{ key: HISTORY, value: Uint8Array.of(1) }]);
    this.#hasHistory = true;
  }
}
