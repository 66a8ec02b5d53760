/** What following a room takes, without the proofs of the log: a bundler gives whoever imports a package's index all that anyone uses. */
export { followRoomChain, roomChainStart, SALT_BYTES } from "../commitment.ts";
export { HASH_BYTES, type Hasher, portableHasher } from "../hashing.ts";
