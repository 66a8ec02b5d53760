/** Transparency: an append-only log whose every entry, and whose whole history, a member can check. Pure: no I/O, no clock. */
export * from "./consistency-proof.ts";
export { HASH_BYTES, type Hasher, hasherOf, portableHasher, rootOf, type Sha256 } from "./hashing.ts";
export * from "./inclusion-proof.ts";
export type { Result } from "./result.ts";
