/** Public keys as the platform holds them, by their bytes: a device's key verifies message after message. */
const MOST_KEYS = 1_024;

/** `make`, called for bytes that were not met lately. */
export function remembering<Key>(make: (bytes: Uint8Array<ArrayBuffer>) => Key): typeof make {
  const keys = new Map<string, Key>();
  return (bytes) => {
    const name = String.fromCharCode(...bytes);
    const known = keys.get(name);
    if (known !== undefined) return known;
    const key = make(bytes);
    if (keys.size >= MOST_KEYS) keys.clear();
    keys.set(name, key);
    return key;
  };
}
