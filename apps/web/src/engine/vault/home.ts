/** Where the SDK's state lives in this browser: in the vault, or in memory where the browser keeps nothing. */
import { memoryStore, type Store } from "@warbler/sdk";
import type { StoreHome } from "../store-home.ts";
import { destroyVault, openVault } from "./vault.ts";
import { keepInTheOpen, openVaultDatabase, resealUnder } from "./vault-keys.ts";

type Opened = Awaited<ReturnType<StoreHome["open"]>>;

/** One store for as long as the engine runs: a client that closes must not take what is queued with it. */
export function vaultHome(name: string): StoreHome {
  let opened: Promise<{ readonly held: Store; readonly handed: Opened }> | undefined;
  /** Of a vault behind the app lock, while it is unlocked. */
  let key: CryptoKey | undefined;

  async function close(): Promise<void> {
    const before = await opened?.catch(() => undefined);
    opened = undefined;
    await before?.held.close();
  }

  return {
    get key() {
      return key;
    },
    async open() {
      opened ??= openOnce(name, key);
      return (await opened).handed;
    },
    async putBehind(lockKey) {
      await close();
      await withDatabase(name, (database) => resealUnder(database, lockKey));
      key = lockKey;
    },
    async takeFromBehind() {
      const held = key;
      if (held !== undefined) await withDatabase(name, (database) => keepInTheOpen(database, held));
      key = undefined;
    },
    async lock() {
      await close();
      key = undefined;
    },
    async wipe() {
      await close();
      key = undefined;
      await destroyVault(name).catch(() => undefined);
    },
  };
}

async function withDatabase(name: string, work: (database: IDBDatabase) => Promise<void>): Promise<void> {
  const database = await openVaultDatabase(name);
  try {
    await work(database);
  } finally {
    database.close();
  }
}

async function openOnce(name: string, key: CryptoKey | undefined) {
  const vault = await openVault(name, key).catch(() => undefined);
  const held = vault ?? memoryStore();
  const storage = vault === undefined ? ("memory" as const) : ("vault" as const);
  return { held, handed: { store: { ...held, close: async () => undefined }, storage } };
}
