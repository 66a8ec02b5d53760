/** The key of a vault as it lies beside the values: in the open, or, behind the app lock, not at all. */
import * as z from "zod/mini";
import { committed, openDatabase, settled } from "./database.ts";
import { newVaultKey, openValue, sealValue } from "./value-cipher.ts";

export const ENTRIES = "entries";
export const KEYS = "keys";
const VAULT = "vault";
const BATCH = 200;

const keyOf = z.instanceof(CryptoKey);
const bytesOf = z.instanceof(Uint8Array);

export const openVaultDatabase = (name: string): Promise<IDBDatabase> => openDatabase(name, [ENTRIES, KEYS]);

/** The key that lies open in the vault; a new one where there is none. */
export async function vaultKey(database: IDBDatabase): Promise<CryptoKey> {
  const held = await keyInTheOpen(database);
  if (held !== undefined) return held;
  const key = await newVaultKey();
  await keepInTheOpen(database, key);
  return key;
}

/** Takes a lock away: from now on the vault opens without a secret. */
export async function keepInTheOpen(database: IDBDatabase, key: CryptoKey): Promise<void> {
  const transaction = database.transaction(KEYS, "readwrite", { durability: "strict" });
  transaction.objectStore(KEYS).put(key, VAULT);
  await committed(transaction);
}

/**
 * Seals every value under `key` instead of the key that lies open, and then destroys that one. Nobody else may write
 * meanwhile. What was interrupted goes on with the next call; without an open key there is nothing to do.
 */
export async function resealUnder(database: IDBDatabase, key: CryptoKey): Promise<void> {
  const before = await keyInTheOpen(database);
  if (before === undefined) return;
  let after: IDBValidKey | undefined;
  for (;;) {
    const range = after === undefined ? undefined : IDBKeyRange.lowerBound(after, true);
    const places = await settled(database.transaction(ENTRIES).objectStore(ENTRIES).getAllKeys(range, BATCH));
    if (places.length === 0) break;
    await resealBatch(database, places.map(String), { before, key });
    after = places.at(-1);
  }
  const transaction = database.transaction(KEYS, "readwrite", { durability: "strict" });
  transaction.objectStore(KEYS).delete(VAULT);
  await committed(transaction);
}

async function resealBatch(
  database: IDBDatabase,
  places: readonly string[],
  { before, key }: { readonly before: CryptoKey; readonly key: CryptoKey },
): Promise<void> {
  const shelf = database.transaction(ENTRIES).objectStore(ENTRIES);
  const found = await Promise.all(places.map((place) => settled<unknown>(shelf.get(place))));
  const sealed = await Promise.all(
    places.map(async (place, at) => {
      const value = bytesOf.safeParse(found[at]);
      // What opens under neither stays as it is: whoever reads it is told that it is damaged.
      const plain = value.success ? await openValue(before, place, new Uint8Array(value.data)) : undefined;
      return plain && sealValue(key, place, plain);
    }),
  );
  const transaction = database.transaction(ENTRIES, "readwrite", { durability: "strict" });
  for (const [at, place] of places.entries()) {
    const value = sealed[at];
    if (value !== undefined) transaction.objectStore(ENTRIES).put(value, place);
  }
  await committed(transaction);
}

async function keyInTheOpen(database: IDBDatabase): Promise<CryptoKey | undefined> {
  const held = keyOf.safeParse(await settled<unknown>(database.transaction(KEYS).objectStore(KEYS).get(VAULT)));
  return held.success ? held.data : undefined;
}
