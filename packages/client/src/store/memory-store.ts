/** A store that lives as long as the process: for tests, scripts, and browsers without a vault. */
import type { Store, StoreRange } from "./store.ts";

const DEFAULT_LIMIT = 1_000;

export function memoryStore(): Store {
  const values = new Map<string, Uint8Array>();
  // Kept in order at all times, so that a range costs what it returns.
  const keys: string[] = [];

  function apply({ key, value }: { readonly key: string; readonly value: Uint8Array | undefined }): void {
    const at = firstNotBefore(keys, key);
    const present = keys[at] === key;
    if (value === undefined) {
      values.delete(key);
      if (present) keys.splice(at, 1);
      return;
    }
    values.set(key, value);
    if (!present) keys.splice(at, 0, key);
  }

  function keysIn({ prefix, after, limit = DEFAULT_LIMIT, descending = false }: StoreRange): readonly string[] {
    let from = firstNotBefore(keys, prefix);
    let to = firstNotBefore(keys, `${prefix}\uffff`);
    if (after !== undefined && descending) to = Math.min(to, firstNotBefore(keys, after));
    if (after !== undefined && !descending) from = Math.max(from, firstNotBefore(keys, `${after}\0`));
    return descending
      ? keys.slice(Math.max(from, to - limit), to).reverse()
      : keys.slice(from, Math.min(to, from + limit));
  }

  return {
    async read(key) {
      return values.get(key)?.slice();
    },
    async list(range) {
      return keysIn(range).flatMap((key) => {
        const value = values.get(key);
        return value === undefined ? [] : [{ key, value: value.slice() }];
      });
    },
    async write(writes) {
      // Copied first, so that a value that cannot be read spoils nothing.
      const copies = writes.map(({ key, value }) => ({ key, value: value?.slice() }));
      for (const copy of copies) apply(copy);
    },
    async close() {},
  };
}

function firstNotBefore(sorted: readonly string[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? key) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
