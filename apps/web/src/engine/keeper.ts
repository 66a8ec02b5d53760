/**
 * Keeps the session between visits: sealed with AES-256-GCM under a key that the browser holds and gives to nobody, in
 * IndexedDB. Where the browser keeps no databases, the session lasts as long as the tab.
 */
import * as z from "zod/mini";

export interface Keeper {
  load(): Promise<unknown>;
  save(value: unknown): Promise<void>;
  clear(): Promise<void>;
}

const DATABASE = "warbler";
const SHELF = "kept";
const IV_BYTES = 12;

const sealed = z.object({
  key: z.instanceof(CryptoKey),
  iv: z.instanceof(Uint8Array),
  bytes: z.instanceof(ArrayBuffer),
});

/** `name` tells apart what is kept; `randomBytes` is fit for nonces. */
export function keeper(name: string, randomBytes: (count: number) => Uint8Array<ArrayBuffer>): Keeper {
  return {
    async load() {
      const found = z.safeParse(sealed, await onShelf("readonly", (shelf) => shelf.get(name)).catch(() => undefined));
      if (!found.success) return undefined;
      const { key, iv, bytes } = found.data;
      try {
        const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: new Uint8Array(iv) }, key, bytes);
        const value: unknown = JSON.parse(new TextDecoder().decode(plain));
        return value;
      } catch {
        return undefined;
      }
    },
    async save(value) {
      const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
      const iv = randomBytes(IV_BYTES);
      const plain = new TextEncoder().encode(JSON.stringify(value));
      const bytes = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain);
      await onShelf("readwrite", (shelf) => shelf.put({ key, iv, bytes }, name)).catch(() => undefined);
    },
    async clear() {
      await onShelf("readwrite", (shelf) => shelf.delete(name)).catch(() => undefined);
    },
  };
}

async function onShelf(mode: IDBTransactionMode, ask: (shelf: IDBObjectStore) => IDBRequest): Promise<unknown> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => void opening.result.createObjectStore(SHELF);
  const database = await settled(opening);
  try {
    const transaction = database.transaction(SHELF, mode);
    return await settled<unknown>(ask(transaction.objectStore(SHELF)));
  } finally {
    database.close();
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the browser's database failed"));
  });
}
