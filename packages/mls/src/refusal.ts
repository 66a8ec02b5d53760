/**
 * How hostile or late input is answered: one value with one shape and a coarse reason. `Refused` carries it through the
 * package and is turned into a `Result` at every public function; it never leaves the package as an exception.
 */

/** What a caller can act on. Which check failed is not part of it. */
export type RefusalReason =
  /** The bytes are no such structure, or exceed a limit. */
  | "malformed"
  /** A signature, MAC, ciphertext, hash or rule of RFC 9420 does not hold. */
  | "invalid"
  /** A version, cipher suite or type that this package or this group does not know. */
  | "unsupported"
  | "wrong-group"
  /** Of an epoch that is over and no longer kept. */
  | "stale-epoch"
  /** Of an epoch that this member has not reached: a commit is missing. */
  | "future-epoch"
  /** The sender, or this member, is no member of the group. */
  | "not-a-member"
  /** Sent by this member itself: there is nothing to open, and an own commit is applied from what was kept of it. */
  | "own-message"
  | "refused-by-policy"
  /** The key of this message was used, or dropped: it was opened before. */
  | "key-consumed"
  /** The message lies further ahead than a ratchet may move. */
  | "too-far-ahead"
  /** A commit names a proposal that this member has not seen. */
  | "unknown-proposal"
  | "unknown-psk"
  /** A welcome or key package that this device has no private keys for. */
  | "not-for-us"
  /** A ReInit was committed: this group is over, and the one that follows it takes its place. */
  | "group-ended";

export interface MlsRefusal {
  readonly reason: RefusalReason;
  /** Which check failed: for tests and debugging on this device, never for the sender. */
  readonly detail: string;
}

export type Result<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: MlsRefusal };

export class Refused extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

export function refuse(reason: RefusalReason, detail: string): never {
  throw new Refused(reason, detail);
}

/** Ends the work unless `holds`. */
export function require(holds: boolean, reason: RefusalReason, detail: string): asserts holds {
  if (!holds) refuse(reason, detail);
}

/** The value, which must be there. */
export function present<T>(value: T | undefined, reason: RefusalReason, detail: string): T {
  return value === undefined ? refuse(reason, detail) : value;
}

/** Runs `work`; what it refuses becomes a value. A fault of our own is thrown on. */
export async function attempt<Value>(work: () => Value | Promise<Value>): Promise<Result<Value>> {
  try {
    return { ok: true, value: await work() };
  } catch (failure) {
    return refusalOf(failure);
  }
}

export function attemptSync<Value>(work: () => Value): Result<Value> {
  try {
    return { ok: true, value: work() };
  } catch (failure) {
    return refusalOf(failure);
  }
}

function refusalOf(failure: unknown): { readonly ok: false; readonly refusal: MlsRefusal } {
  if (!(failure instanceof Refused)) throw failure;
  return { ok: false, refusal: { reason: failure.reason, detail: failure.message } };
}
