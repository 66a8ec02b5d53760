/** Reads the whole keychain with the recovery key: every segment's key is opened, every entry verified in its chain. */
import { type Hpke, openKeychainEntry, openSegment } from "@warbler/crypto/keychain";
import type { AccountId } from "@warbler/protocol";
import type { LogMemory } from "../identity/log-memory.ts";
import type { Store } from "../store/store.ts";
import { type HeldKeys, writeOfKey } from "./held-keys.ts";
import { ChainBroken, type KeychainChain } from "./keychain-chain.ts";

export interface ReadKeychain {
  readonly keys: number;
  /** Whether the chain ends where it does not hold; what lies before was read. */
  readonly broken: boolean;
  /** Entries that the recovery key does not open: from a time when another one counted. */
  readonly unreadable: number;
  /** More than one where the keychain was begun anew. */
  readonly chains: number;
}

export async function readKeychain(
  recoveryPrivate: Uint8Array,
  deps: {
    readonly account: AccountId;
    readonly memory: LogMemory;
    readonly chain: KeychainChain;
    readonly held: HeldKeys;
    readonly store: Store;
    readonly hpke: Hpke;
  },
): Promise<ReadKeychain> {
  const { account, memory, chain, held, store, hpke } = deps;
  const privates = new Map<number, Uint8Array | undefined>();
  for (const segment of memory.segments(account))
    privates.set(segment.number, await openSegment(account, { segment, recoveryPrivate }, hpke));
  let keys = 0;
  let unreadable = 0;
  let broken = false;
  const chains = chain.chains();
  for (const one of chains) {
    try {
      for await (const { entry } of chain.follow(one)) {
        const segmentPrivate = privates.get(entry.segment);
        const opened = segmentPrivate && (await openKeychainEntry(entry, segmentPrivate, hpke));
        if (opened === undefined) unreadable += 1;
        const fresh = await held.missing(opened ?? []);
        await store.write(fresh.map(writeOfKey));
        keys += fresh.length;
      }
    } catch (error) {
      if (!(error instanceof ChainBroken)) throw error;
      // A chain that was given up is read as far as it holds.
      broken = one.endLength === undefined;
    }
  }
  return { keys, broken, unreadable, chains: chains.length };
}
