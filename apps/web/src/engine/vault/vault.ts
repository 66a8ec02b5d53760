/**
 * The local vault: the SDK's store in the browser's database, every value sealed (value-cipher.ts). Keys hold identifiers and
 * numbers only and stay readable, so that ranges can be listed.
 */
import { type Store, type StoreRange, WarblerError } from "@warbler/sdk";
import * as z from "zod/mini";
import { committed, deleteDatabase, settled } from "./database.ts";
import { openValue, sealValue } from "./value-cipher.ts";
import { ENTRIES, openVaultDatabase, vaultKey } from "./vault-keys.ts";

const DEFAULT_LIMIT = 1_000;

const bytesOf = z.instanceof(Uint8Array);

/**
 * Opens the vault of this name, or makes an empty one. Behind the app lock `unlocked` is its key; otherwise it has one of its
 * own, in the open. Rejects where the browser keeps nothing.
 */
export async function openVault(name: string, unlocked?: CryptoKey): Promise<Store> {
  const database = await openVaultDatabase(name);
  const key = unlocked ?? (await vaultKey(database));
  // Writes take effect in the order of the calls, however long the sealing of each takes.
  let last: Promise<unknown> = Promise.resolve();
  let isOpen = true;
  /** Reads that are asked for in one turn share a transaction: a room's start asks for dozens of people. */
  let reading: IDBObjectStore | undefined;
  const expectOpen = () => {
    if (!isOpen) throw new WarblerError("closed");
  };

  function shelfToRead(): IDBObjectStore {
    if (reading === undefined) {
      reading = database.transaction(ENTRIES).objectStore(ENTRIES);
      // Such a transaction takes no more requests once this turn is over.
      queueMicrotask(() => {
        reading = undefined;
      });
    }
    return reading;
  }

  async function open(place: string, found: unknown): Promise<Uint8Array> {
    const sealed = bytesOf.safeParse(found);
    const value = sealed.success ? await openValue(key, place, new Uint8Array(sealed.data)) : undefined;
    if (value === undefined) throw new WarblerError("store-damaged");
    return value;
  }

  return {
    async read(place) {
      expectOpen();
      const found: unknown = await settled(shelfToRead().get(place));
      return found === undefined ? undefined : open(place, found);
    },
    async list(range) {
      expectOpen();
      const found = await entriesIn(database, range);
      return Promise.all(found.map(async ([place, sealed]) => ({ key: place, value: await open(place, sealed) })));
    },
    async write(writes) {
      expectOpen();
      // Copied before anything waits: afterwards the caller may do with its bytes what it likes.
      const copies = writes.map(({ key: place, value }) => ({ place, value: value && new Uint8Array(value) }));
      const sealing = Promise.all(
        copies.map(async ({ place, value }) => ({ place, sealed: value && (await sealValue(key, place, value)) })),
      );
      const before = last;
      const writing = (async () => {
        const sealed = await sealing;
        await before;
        await put(database, sealed);
      })();
      last = writing.catch(() => undefined);
      return writing;
    },
    async close() {
      isOpen = false;
      await last;
      database.close();
    },
  };
}

/** Nothing of the vault is left: its values, and the only key that opens them. It has to be closed. */
export function destroyVault(name: string): Promise<void> {
  return deleteDatabase(name);
}

/** All in one transaction, on the disk when it resolves. */
async function put(
  database: IDBDatabase,
  writes: readonly { readonly place: string; readonly sealed: Uint8Array | undefined }[],
): Promise<void> {
  const transaction = database.transaction(ENTRIES, "readwrite", { durability: "strict" });
  const shelf = transaction.objectStore(ENTRIES);
  for (const { place, sealed } of writes) {
    if (sealed === undefined) shelf.delete(place);
    else shelf.put(sealed, place);
  }
  await committed(transaction);
}

async function entriesIn(
  database: IDBDatabase,
  { prefix, after, limit = DEFAULT_LIMIT, descending = false }: StoreRange,
): Promise<readonly (readonly [string, unknown])[]> {
  const range = rangeOf(prefix, after, descending);
  if (range === undefined) return [];
  const shelf = database.transaction(ENTRIES).objectStore(ENTRIES);
  if (descending) return newestFirst(shelf, range, limit);
  const [places, values] = await Promise.all([
    settled(shelf.getAllKeys(range, limit)),
    settled<unknown[]>(shelf.getAll(range, limit)),
  ]);
  return places.map((place, at) => [textOf(place), values[at]] as const);
}

/** Undefined where nothing can lie: the browser refuses a range that ends before it begins. */
function rangeOf(prefix: string, after: string | undefined, descending: boolean): IDBKeyRange | undefined {
  const end = `${prefix}\uffff`;
  const startsLater = !descending && after !== undefined && after >= prefix;
  const endsSooner = descending && after !== undefined && after < end;
  const low = startsLater ? after : prefix;
  const high = endsSooner ? after : end;
  return low < high ? IDBKeyRange.bound(low, high, startsLater, endsSooner) : undefined;
}

function newestFirst(
  shelf: IDBObjectStore,
  range: IDBKeyRange,
  limit: number,
): Promise<readonly (readonly [string, unknown])[]> {
  const found: (readonly [string, unknown])[] = [];
  const request = shelf.openCursor(range, "prev");
  return new Promise((resolve, reject) => {
    request.onerror = () => reject(request.error ?? new Error("the browser's database failed"));
    request.onsuccess = () => {
      const cursor = request.result;
      if (cursor === null) return resolve(found);
      found.push([textOf(cursor.key), cursor.value]);
      if (found.length >= limit) return resolve(found);
      cursor.continue();
    };
  });
}

/** Every key was written as text. */
function textOf(place: IDBValidKey): string {
  if (typeof place !== "string") throw new WarblerError("store-damaged");
  return place;
}
