/** Where the SDK keeps what must survive: records, cursors, the outbox, the pinned checkpoint. */

export type StoreWrite =
  | { readonly key: string; readonly value: Uint8Array }
  | { readonly key: string; readonly value: undefined };

export interface StoreRange {
  /** Every key that starts with this. */
  readonly prefix: string;
  /** Only keys after this one in the order of listing. */
  readonly after?: string;
  /** At most so many entries; 1,000 unless told. */
  readonly limit?: number;
  /** From the last key down. */
  readonly descending?: boolean;
}

export interface StoreEntry {
  readonly key: string;
  readonly value: Uint8Array;
}

/**
 * A map from ASCII keys to bytes. Promises:
 * - Order: keys are listed in the order of their bytes. Writes take effect in the order in which `write` was called, also
 *   where the caller did not wait for the one before.
 * - Atomicity: the writes of one call happen all or not at all, a crash included. A key occurs once in a call.
 * - Durability: when `write` resolves, its writes survive the end of the process, for stores that outlive it at all.
 * - Reading: a read that starts after a `write` resolved sees it. What is returned belongs to the caller.
 * - Closing: a closed store that outlives the process rejects every call with `closed`.
 * - Secrecy: stores that outlive the process keep values encrypted; keys hold identifiers and numbers only.
 * `testing/store-suite.ts` checks these; every implementation runs it.
 */
export interface Store {
  read(key: string): Promise<Uint8Array | undefined>;
  list(range: StoreRange): Promise<readonly StoreEntry[]>;
  write(writes: readonly StoreWrite[]): Promise<void>;
  /**
   * Runs `work` while no other program runs such work on the same store, also when a program ends in the middle of it. A
   * store that one program has to itself needs none; keys that may be used only once are kept safe by this.
   */
  exclusive?<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Resolves when what was deleted or replaced has left no byte in the store's files, as far as a program can see to that: what the
   * system or the disk keeps below is beyond it. Absent where there are no files, or nothing can be done about them.
   */
  scrub?(): Promise<void>;
  close(): Promise<void>;
}
