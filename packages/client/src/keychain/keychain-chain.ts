/**
 * The account's keychain on the server as a chain that this device has followed: each entry verified as the successor of
 * the one before and signed by a listed device. How far it got is remembered, so that a chain cut short is noticed. What a
 * server has put into it ends a chain for good; the account then begins another one behind it.
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
import { type Chain, chainsOf, pinsOf } from "./chains.ts";

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

  /** The chain that counts: as far as this device has followed it. */
  async head(): Promise<KeychainHead> {
    const { start } = this.current();
    const bytes = await this.#deps.store.read(headKey(start));
    if (bytes === undefined) return start;
    const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0));
    return { length, hash: new Uint8Array(bytes.subarray(8)) };
  }

  /** Follows the chain that counts from where this device was to its end. Throws `ChainBroken`. */
  async catchUp(): Promise<KeychainHead> {
    const chain = this.current();
    let head = await this.head();
    for await (const step of this.follow(chain, head)) head = step.head;
    await this.#deps.store.write([this.headWrite(head)]);
    return head;
  }

  /** Oldest first; the last one counts. */
  chains(): readonly [...Chain[], Chain] {
    const { memory, account } = this.#deps;
    return chainsOf(memory.segments(account));
  }

  current(): Chain {
    return this.chains().at(-1) ?? NO_CHAIN;
  }

  /** For the writer, which moves the head together with what it has sent. */
  headWrite({ length, hash }: KeychainHead): StoreWrite {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(length));
    return { key: headKey(this.current().start), value: joined([bytes, hash]) };
  }

  /** A length behind everything that is known, or that the server shows, of the keychain. */
  async freeLength(): Promise<number> {
    const { length } = await this.head();
    const { size } = await this.#page(length);
    return Math.max(length, ...pinsOf(this.current()).keys(), Math.min(size, length + MOST_SKIPPED));
  }

  /**
   * The entries of a chain after `from`, each verified. Throws `ChainBroken` at the first that does not follow; of a chain
   * that was given up nobody is told.
   */
  async *follow(
    chain: Chain,
    from = chain.start,
  ): AsyncGenerator<{ readonly entry: KeychainEntry; readonly head: KeychainHead }, void> {
    const { account, memory, broken } = this.#deps;
    const refuse = (detail: string) => {
      if (chain.endLength === undefined) broken(detail);
      return new ChainBroken(detail);
    };
    const isOf = (number: number) => chain.segments.some((segment) => segment.number === number);
    const pins = pinsOf(chain);
    let head = from;
    for (;;) {
      const page = await this.#page(head.length);
      const size = chain.endLength ?? page.size;
      if (size < head.length) throw refuse(`expected at least ${head.length} entries, got ${size}`);
      const entries = page.entries.slice(0, size - head.length);
      for (const { entry: bytes } of entries) {
        const entry = await verifyKeychainEntry({ account, head }, bytes, (device, segment) => {
          const life = memory.device(account, device);
          return isOf(segment) && life?.segments.has(segment) === true ? life.signatureKey : undefined;
        });
        if (entry === undefined) throw refuse(`entry ${head.length} does not follow`);
        head = headAfter(head, bytes);
        const pin = pins.get(head.length);
        if (pin !== undefined && !equalBytes(pin, head.hash)) throw refuse(`entry ${entry.index} is another one`);
        yield { entry, head };
      }
      if (head.length >= size) break;
      if (entries.length === 0) throw refuse(`expected ${size} entries, got ${head.length}`);
    }
    const furthest = Math.max(0, ...pins.keys());
    if (head.length < furthest) throw refuse(`expected at least ${furthest} entries, got ${head.length}`);
  }

  async #page(from: number) {
    const { api, fail } = this.#deps;
    const page = decodeKeychainPage(await api.read("keychain", { from }));
    if (page === undefined || page.entries.length > LIMITS.keychainPageEntries)
      throw fail("untrusted-server", { detail: "expected a page of the keychain" });
    return page;
  }
}

/** Entries of a server's making that a new chain begins behind, at most. */
const MOST_SKIPPED = 1_000_000;
const NO_CHAIN: Chain = { start: EMPTY_KEYCHAIN, segments: [], endLength: undefined };

/** Where a chain begins is its name. */
function headKey({ length }: KeychainHead): string {
  return length === 0 ? HEAD : `${HEAD}/${length}`;
}
