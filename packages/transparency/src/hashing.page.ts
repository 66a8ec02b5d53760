// What hashing.browser.test.ts runs in Chromium.
import { portableHasher, rootOf } from "./index.ts";

/** The root, in hex, of a log with these entries, hashed by code that runs in every browser. */
export function rootOfEntries(entries: readonly string[]): string {
  const leaves = entries.map((entry) => portableHasher.leafHash(new TextEncoder().encode(entry)));
  return Array.from(rootOf(leaves, portableHasher), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
