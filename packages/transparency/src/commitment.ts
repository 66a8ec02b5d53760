/**
 * Salted commitments: the 32 bytes that a public leaf shows instead of a fact. Without the salt nothing can be told from
 * them, not even by guessing; once the salt is destroyed they stay a valid part of the tree and say nothing to anybody.
 */
import { concatBytes, equalBytes, utf8 } from "./bytes.ts";
import { HASH_BYTES, type Hasher } from "./hashing.ts";
import { accepted, type Result, refused } from "./result.ts";

export const SALT_BYTES = 32;

// Each label ends in a zero byte and none is a prefix of another, so that no input to one hash is an input to another.
const FACT_LABEL = utf8("warbler/fact-commitment/v1\0");
const ROOM_LABEL = utf8("warbler/room-chain-start/v1\0");
const RECORD_LABEL = utf8("warbler/record-commitment/v1\0");

/** What is hashed for a record's commitment, filled anew for each: memory of its own would cost as much as the hash. */
const recordInput = concatBytes(RECORD_LABEL, new Uint8Array(SALT_BYTES + 2 * HASH_BYTES));

/** `SHA-256("warbler/fact-commitment/v1\0" || salt || SHA-256(fact))` */
export function commitToFact({ salt, fact }: { readonly salt: Uint8Array; readonly fact: Uint8Array }, hasher: Hasher) {
  assertLength("salt", salt, SALT_BYTES);
  return hasher.sha256(concatBytes(FACT_LABEL, salt, hasher.sha256(fact)));
}

/** What stands before the first record of a room: `SHA-256("warbler/room-chain-start/v1\0" || roomId)`. */
export function roomChainStart(roomId: Uint8Array, hasher: Hasher): Uint8Array {
  return hasher.sha256(concatBytes(ROOM_LABEL, roomId));
}

export interface RecordOpening {
  readonly salt: Uint8Array;
  /** SHA-256 of the record as stored. */
  readonly recordHash: Uint8Array;
}

/**
 * `SHA-256("warbler/record-commitment/v1\0" || salt || recordHash || previousCommitment)`: chained through the room, so
 * that a member who holds two commitments notices a record left out between them.
 */
export function commitToRecord(
  record: RecordOpening & { readonly previousCommitment: Uint8Array },
  hasher: Hasher,
): Uint8Array {
  assertLength("salt", record.salt, SALT_BYTES);
  assertLength("record hash", record.recordHash, HASH_BYTES);
  assertLength("previous commitment", record.previousCommitment, HASH_BYTES);
  recordInput.set(record.salt, RECORD_LABEL.length);
  recordInput.set(record.recordHash, RECORD_LABEL.length + SALT_BYTES);
  recordInput.set(record.previousCommitment, RECORD_LABEL.length + SALT_BYTES + HASH_BYTES);
  return hasher.sha256(recordInput);
}

/**
 * Follows a room's chain over consecutive records and returns its last commitment; the refusal is the position, from 0, of
 * the first record that does not continue it. An erased record is given without `opening`: its commitment is taken as it is.
 */
export function followRoomChain(
  previousCommitment: Uint8Array,
  records: readonly { readonly commitment: Uint8Array; readonly opening?: RecordOpening }[],
  hasher: Hasher,
): Result<Uint8Array, number> {
  let previous = previousCommitment;
  for (const [position, { commitment, opening }] of records.entries()) {
    if (commitment.length !== HASH_BYTES) return refused(position);
    if (opening !== undefined && !continuesChain(previous, { commitment, opening }, hasher)) return refused(position);
    previous = commitment;
  }
  return accepted(previous);
}

function continuesChain(
  previousCommitment: Uint8Array,
  { commitment, opening }: { readonly commitment: Uint8Array; readonly opening: RecordOpening },
  hasher: Hasher,
): boolean {
  if (opening.salt.length !== SALT_BYTES || opening.recordHash.length !== HASH_BYTES) return false;
  return equalBytes(commitToRecord({ ...opening, previousCommitment }, hasher), commitment);
}

function assertLength(what: string, bytes: Uint8Array, length: number): void {
  if (bytes.length !== length) throw new RangeError(`expected a ${what} of ${length} bytes, got ${bytes.length}`);
}
