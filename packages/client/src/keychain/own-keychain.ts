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
import type { Store, StoreWrite } from "../store/store.ts";
import { Lane } from "../sync/lane.ts";
import { HeldKeys } from "./held-keys.ts";
import { handOver, type TransferDeps, takeOver } from "./key-transfers.ts";
import { ChainBroken, KeychainChain } from "./keychain-chain.ts";
import { readKeychain } from "./keychain-reader.ts";
import { KeychainWriter } from "./keychain-writer.ts";

/** Set when the keys from before this device was let in are here, from another device or from recovery. */
const HISTORY = "keychain/history";

type KeychainState = Pick<
  RecoveryStatusOf,
  "keychainEntries" | "keychainWhole" | "keychainsGivenUp" | "keysHere" | "keysWaiting"
>;

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
  readonly refresh: () => Promise<void>;
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

  writesWithout(contentHashes: readonly Uint8Array[]): Promise<readonly StoreWrite[]> {
    return this.#writer.writesWithout(contentHashes);
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
    return (await this.#look()).head;
  }

  async #look(): Promise<{ readonly head: KeychainHead; readonly isWhole: boolean }> {
    try {
      return { head: await this.#chain.catchUp(), isWhole: true };
    } catch (error) {
      if (!(error instanceof ChainBroken) && !(error instanceof WarblerError)) throw error;
      return { head: await this.#chain.head(), isWhole: !(error instanceof ChainBroken) };
    }
  }

  async state(): Promise<KeychainState> {
    const { head, isWhole } = await this.#look();
    const [chain, ...given] = this.#chain.chains().toReversed();
    return {
      keychainEntries: head.length - (chain?.start.length ?? 0),
      keychainWhole: isWhole,
      keychainsGivenUp: given.length,
      keysHere: await this.held.count(),
      keysWaiting: await this.#writer.waiting(),
    };
  }

  /** Where a new chain can begin, whatever a server has put into the one that counts. */
  freeLength(): Promise<number> {
    return this.#chain.freeLength();
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
    return { keys: read.keys, whole: !read.broken && read.unreadable === 0, begunAnew: read.chains > 1 };
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
