/** Transparency: an append-only log whose every entry, and whose whole history, a member can check. Pure: no I/O, no clock. */
export * from "./batch.ts";
export * from "./checkpoint.ts";
export * from "./commitment.ts";
export { type ConsistencyClaim, consistencyPath, verifyConsistency } from "./consistency-proof.ts";
export * from "./cosignature.ts";
export { EMPTY_FRONTIER, type Frontier, headOf, withLeaf } from "./frontier.ts";
export { HASH_BYTES, type Hasher, hasherOf, portableHasher, rootOf, type Sha256 } from "./hashing.ts";
export { type InclusionClaim, inclusionPath, verifyInclusion } from "./inclusion-proof.ts";
export * from "./note.ts";
export * from "./pinned-checkpoint.ts";
export type { ReadTile, TileRefusal } from "./read-tile.ts";
export type { Result } from "./result.ts";
export * from "./tile.ts";
export * from "./tile-log.ts";
export * from "./tile-proofs.ts";
export * from "./verify-log.ts";
export * from "./web-crypto.ts";
