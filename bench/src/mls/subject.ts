// What is asked of an MLS implementation: the same few operations, at any size, so that two can stand side by side.

/** Costs of one size of group, and what it weighs. Nothing here is timed by the subject itself. */
export interface MlsSubject {
  /** Everything that is made once: the identities, and a group of `members` in which two people take part. */
  prepare(members: number): Promise<PreparedGroup>;
}

export interface PreparedGroup {
  /** Throws where an operation does not work at all, which is a result as well. */
  readonly operations: Readonly<Record<OperationName, Operation>>;
  /** Bytes of a stored state, and of what is written after each message. */
  readonly sizes: { readonly state: number; readonly afterMessage: number };
}

/** Repeatable: each run does the same work again, on the same state. */
export interface Operation {
  /** How often one round runs it; its figure is the mean. */
  readonly repeats: number;
  run(): Promise<unknown>;
}

export const OPERATIONS = [
  "encrypt 256 B",
  "encrypt 1 KiB",
  "decrypt 256 B",
  "decrypt 1 KiB",
  "add all in one commit",
  "join by Welcome",
  "self-update, warm",
  "process a commit",
  "external join",
  "save after a message",
  "save",
  "load",
] as const;
export type OperationName = (typeof OPERATIONS)[number];
