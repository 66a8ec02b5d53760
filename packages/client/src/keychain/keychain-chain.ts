/**
 * The account's keychain on the server as a chain that this device has followed: each entry verified as the successor of
 * the one before and signed by a listed device. How far it got is remembered, so that a chain cut short is noticed.
 */
import {
  EMPTY_KEYCHAIN,
  headAfter,
  type KeychainEntry,
  type KeychainHead,
  verifyKeychainEntry,
} from "@warbler/crypto/keychain";
import { type AccountId, LIMITS } from "@warbler/protocol";
import type { Fail } from "../errors.ts";
import type { LogMemory } from "../identity/log-memory.ts";
import { decodeKeychainPage } from "../identity/wire.ts";
import type { ApiClient } from "../session/api-client.ts";
import type { Store, StoreWrite } from "../store/store.ts";
import { equalBytes } from "../sync/equal-bytes.ts";
import { joined } from "../wire/protobuf.ts";

const HEAD = "keychain/head";

export interface ChainDeps {
  readonly account: AccountId;
  readonly api: ApiClient;
  readonly store: Store;
  readonly memory: LogMemory;
  readonly fail: Fail;
  /** Told before `ChainBroken` is thrown. */
  readonly broken: (detail: string) => void;
}

/** The server's chain is not the one that was seen before, or a part of it is held back. */
export class ChainBroken extends Error {}

export class KeychainChain {
  readonly #deps: ChainDeps;

  constructor(deps: ChainDeps) {
    this.#deps = deps;
  }

  /** As far as this device has followed. */
  async head(): Promise<KeychainHead> {
    const bytes = await this.#deps.store.read(HEAD);
    if (bytes === undefined) return EMPTY_KEYCHAIN;
    const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0));
    return { length, hash: new Uint8Array(bytes.subarray(8)) };
  }

  /** Follows the chain from where this device was to its end. Throws `ChainBroken`. */
  async catchUp(): Promise<KeychainHead> {
    let head = await this.head();
    for await (const step of this.follow(head)) head = step.head;
    await this.#deps.store.write([headWrite(head)]);
    return head;
  }

  /** The entries after `start`, each verified. Throws `ChainBroken` at the first that does not follow. */
  async *follow(
    start: KeychainHead,
  ): AsyncGenerator<{ readonly entry: KeychainEntry; readonly head: KeychainHead }, void> {
    const { account, api, memory, fail } = this.#deps;
    let head = start;
    const pins = pinsOf(memory, account);
    for (;;) {
      const page = decodeKeychainPage(await api.read("keychain", { from: head.length }));
      if (page === undefined || page.entries.length > LIMITS.keychainPageEntries)
        throw fail("untrusted-server", { detail: "expected a page of the keychain" });
      if (page.size < head.length) throw this.#broken(`expected at least ${head.length} entries, got ${page.size}`);
      for (const { entry: bytes } of page.entries) {
        const entry = await verifyKeychainEntry({ account, head }, bytes, (device, segment) => {
          const life = memory.device(account, device);
          return life?.segments.has(segment) === true ? life.signatureKey : undefined;
        });
        if (entry === undefined) throw this.#broken(`entry ${head.length} does not follow`);
        head = headAfter(head, bytes);
        const pin = pins.get(head.length);
        if (pin !== undefined && !equalBytes(pin, head.hash)) throw this.#broken(`entry ${entry.index} is another one`);
        yield { entry, head };
      }
      if (head.length >= page.size) break;
      if (page.entries.length === 0) throw this.#broken(`expected ${page.size} entries, got ${head.length}`);
    }
    const furthest = Math.max(0, ...pins.keys());
    if (head.length < furthest) throw this.#broken(`expected at least ${furthest} entries, got ${head.length}`);
  }

  #broken(detail: string): ChainBroken {
    this.#deps.broken(detail);
    return new ChainBroken(detail);
  }
}

/** For the writer, which moves the head together with what it has sent. */
export function headWrite({ length, hash }: KeychainHead): StoreWrite {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length));
  return { key: HEAD, value: joined([bytes, hash]) };
}

/** What the account's versions say of the chain: the hash at each length that a segment pinned. */
function pinsOf(memory: LogMemory, account: AccountId): ReadonlyMap<number, Uint8Array> {
  return new Map(memory.segments(account).map(({ after }) => [after.length, after.hash] as const));
}
