/**
 * Keeps the session between visits, sealed like the vault's values, in a database of its own: it is there before anybody is
 * signed in. Where the browser keeps no databases, the session lasts as long as the tab.
 */
import * as z from "zod/mini";
import { committed, openDatabase, settled } from "./database.ts";
import { newVaultKey, openValue, sealValue } from "./value-cipher.ts";

export interface Keeper {
  load(): Promise<unknown>;
  save(value: unknown): Promise<void>;
  /** What the session is bound to: the browser signs by it, and shows it to nobody. */
  loadKey(): Promise<CryptoKeyPair | undefined>;
  saveKey(key: CryptoKeyPair | undefined): Promise<void>;
  clear(): Promise<void>;
}

const SHELF = "kept";
const KEY = "session-key";
const sealed = z.object({ key: z.instanceof(CryptoKey), bytes: z.instanceof(Uint8Array) });
const sessionKey = z.object({ privateKey: z.instanceof(CryptoKey), publicKey: z.instanceof(CryptoKey) });

/** `name` is that of the database; what cannot be read counts as nothing kept. */
export function keeper(name: string): Keeper {
  const onShelf = async <T>(mode: IDBTransactionMode, ask: (shelf: IDBObjectStore) => IDBRequest<T>): Promise<T> => {
    const database = await openDatabase(name, [SHELF]);
    try {
      const transaction = database.transaction(SHELF, mode, { durability: "strict" });
      const done = mode === "readwrite" ? committed(transaction) : undefined;
      const answer = await settled(ask(transaction.objectStore(SHELF)));
      await done;
      return answer;
    } finally {
      database.close();
    }
  };
  return {
    async load() {
      const found: unknown = await onShelf<unknown>("readonly", (shelf) => shelf.get(SHELF)).catch(() => undefined);
      const kept = z.safeParse(sealed, found);
      if (!kept.success) return undefined;
      const plain = await openValue(kept.data.key, SHELF, new Uint8Array(kept.data.bytes));
      if (plain === undefined) return undefined;
      const value: unknown = JSON.parse(new TextDecoder().decode(plain));
      return value;
    },
    async save(value) {
      const key = await newVaultKey();
      const bytes = await sealValue(key, SHELF, new TextEncoder().encode(JSON.stringify(value)));
      await onShelf("readwrite", (shelf) => shelf.put({ key, bytes }, SHELF)).catch(() => undefined);
    },
    async loadKey() {
      const found: unknown = await onShelf<unknown>("readonly", (shelf) => shelf.get(KEY)).catch(() => undefined);
      return z.safeParse(sessionKey, found).data;
    },
    async saveKey(key) {
      const kept =
        key === undefined
          ? onShelf("readwrite", (shelf) => shelf.delete(KEY))
          : onShelf("readwrite", (shelf) => shelf.put(key, KEY));
      await kept.catch(() => undefined);
    },
    async clear() {
      await onShelf("readwrite", (shelf) => shelf.clear()).catch(() => undefined);
    },
  };
}
