/** The content keys that this device holds, in its store by SHA-256 of what they open. */
import { decodeHeldKeys, encodeHeldKeys, type HeldKey } from "@warbler/crypto/keychain";
import { base64urlFromBytes } from "@warbler/protocol";
import type { Store, StoreWrite } from "../store/store.ts";

const PREFIX = "key/";
const PAGE = 1_000;

export class HeldKeys {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  async find(contentHash: Uint8Array): Promise<HeldKey | undefined> {
    const bytes = await this.#store.read(nameOfKey(contentHash));
    return bytes && decodeHeldKeys(bytes, 1)?.[0];
  }

  /** Those of `keys` that are not here yet. */
  async missing(keys: readonly HeldKey[]): Promise<readonly HeldKey[]> {
    const held = await Promise.all(keys.map(({ contentHash }) => this.#store.read(nameOfKey(contentHash))));
    return keys.filter((_, at) => held[at] === undefined);
  }

  /** Keys in the order of their names, from after `after`; an empty page is the end. */
  async page(
    after: string | undefined,
  ): Promise<{ readonly keys: readonly HeldKey[]; readonly last: string | undefined }> {
    const entries = await this.#store.list({ prefix: PREFIX, limit: PAGE, ...(after !== undefined && { after }) });
    return { keys: entries.flatMap(({ value }) => decodeHeldKeys(value, 1) ?? []), last: entries.at(-1)?.key };
  }

  async count(): Promise<number> {
    let count = 0;
    let page = await this.page(undefined);
    while (page.last !== undefined) {
      count += page.keys.length;
      page = await this.page(page.last);
    }
    return count;
  }
}

/** What stores a key. */
export function writeOfKey(key: HeldKey): StoreWrite {
  return { key: nameOfKey(key.contentHash), value: encodeHeldKeys([key]) };
}

/** Where the key of a content is stored. */
export function nameOfKey(contentHash: Uint8Array): string {
  return `${PREFIX}${base64urlFromBytes(contentHash)}`;
}
