// What vault.browser.test.ts runs in Chromium.
import { STORE_PROMISES } from "@warbler/sdk/testing";
import { destroyVault, openVault } from "./vault.ts";

/** The promises of a store that the vault breaks, each with what went wrong. */
export async function brokenPromises(): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const { rule, check } of STORE_PROMISES) {
    let store = await openVault("test");
    try {
      await check(store, async () => {
        await store.close();
        store = await openVault("test");
        return store;
      });
    } catch (error) {
      broken.push(`${rule}: ${String(error)}`);
    }
    await store.close();
    await destroyVault("test");
  }
  return broken;
}

export async function write(key: string, text: string): Promise<void> {
  const store = await openVault("secret");
  await store.write([{ key, value: new TextEncoder().encode(text) }]);
  await store.close();
}

/** What a thief reads in the database, as text. */
export async function rawText(): Promise<string> {
  const values = await inside<unknown[]>("readonly", (shelf) => shelf.getAll());
  return values.map((value) => (value instanceof Uint8Array ? new TextDecoder("latin1").decode(value) : "?")).join();
}

/** Copies a sealed value to another key and says what reading it there gives. */
export async function readMoved(from: string, to: string): Promise<string> {
  const sealed = await inside<unknown>("readonly", (shelf) => shelf.get(from));
  await inside("readwrite", (shelf) => shelf.put(sealed, to));
  const store = await openVault("secret");
  const told = await store.read(to).then(
    () => "read",
    (error: unknown) => String(Reflect.get(Object(error), "code")),
  );
  await store.close();
  return told;
}

/** Whether the key of the vault can be taken out of the browser. */
export async function keyCanBeRead(): Promise<boolean> {
  const database = await opened();
  const key = await answered<unknown>(database.transaction("keys").objectStore("keys").get("vault"));
  database.close();
  if (!(key instanceof CryptoKey)) throw new Error("expected a key");
  return crypto.subtle.exportKey("raw", key).then(
    () => true,
    () => false,
  );
}

/** Databases of the vault that are left after it was destroyed. */
export async function leftAfterWipe(): Promise<readonly string[]> {
  await destroyVault("secret");
  return (await indexedDB.databases()).map(({ name = "" }) => name);
}

async function inside<T>(mode: IDBTransactionMode, ask: (shelf: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await opened();
  const answer = await answered(ask(database.transaction("entries", mode).objectStore("entries")));
  database.close();
  return answer;
}

function opened(): Promise<IDBDatabase> {
  return answered(indexedDB.open("secret"));
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("failed"));
  });
}
