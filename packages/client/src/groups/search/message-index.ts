/**
 * The texts of one end-to-end room, searched by looking at each: a hundred thousand messages take a few milliseconds, words of
 * one Chinese character are found like any other, and there is no index on the disk that could tell what was said.
 */
import { type AccountId, LINK_PATTERN, type MessageId, type SearchedPart } from "@warbler/protocol";

/** What a record adds to what can be found. */
export type SearchedRecord =
  | {
      readonly kind: "message";
      readonly seq: number;
      readonly message: MessageId;
      readonly author: AccountId;
      readonly atMs: number;
      readonly text: string;
      /** Who wrote it in the system it was brought in from. */
      readonly importedAuthor?: string;
      readonly hasFiles?: boolean;
    }
  | {
      readonly kind: "edit" | "recall";
      readonly seq: number;
      readonly target: MessageId;
      readonly author: AccountId;
      /** May act on others' messages. */
      readonly isModerator: boolean;
      /** Empty for a recall. */
      readonly text: string;
    };

export interface TextQuery {
  /** Folded; every one must occur. */
  readonly terms: readonly string[];
  readonly from?: AccountId;
  readonly beforeMs?: number;
  readonly afterMs?: number;
  readonly has?: SearchedPart;
}

export interface FoundText {
  readonly seq: number;
  readonly message: MessageId;
  readonly author: AccountId;
  readonly atMs: number;
  readonly text: string;
  readonly importedAuthor?: string;
}

interface Held extends FoundText {
  readonly hasFiles?: boolean;
  readonly folded: string;
  /** Of the edit or recall that counts. */
  readonly changedSeq: number;
  readonly isRecalled: boolean;
}

/** NFKC and lower case, as the server's search folds. */
export function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

/** Words apart by spaces; quotes hold words together. */
export function termsOf(query: string): readonly string[] {
  const terms = [...fold(query).matchAll(/"([^"]+)"|([^\s"]+)/g)].map(([, quoted, plain]) =>
    (quoted ?? plain ?? "").trim(),
  );
  return [...new Set(terms.filter((term) => term !== ""))];
}

export class MessageIndex {
  readonly #held = new Map<MessageId, Held>();
  /** What happened to messages that are not held yet. */
  readonly #changes = new Map<MessageId, SearchedRecord[]>();

  get size(): number {
    return this.#held.size;
  }

  /** When the oldest message was written; undefined for none. */
  get sinceMs(): number | undefined {
    let sinceMs: number | undefined;
    for (const { atMs } of this.#held.values()) if (sinceMs === undefined || atMs < sinceMs) sinceMs = atMs;
    return sinceMs;
  }

  /** In any order; one that was taken before changes nothing. */
  take(record: SearchedRecord): void {
    if (record.kind !== "message") return this.#change(record);
    const { message } = record;
    if (this.#held.has(message)) return;
    const { kind: _kind, ...said } = record;
    this.#held.set(message, { ...said, folded: fold(said.text), changedSeq: said.seq, isRecalled: false });
    const changes = this.#changes.get(message) ?? [];
    this.#changes.delete(message);
    for (const change of changes) this.take(change);
  }

  /** What was erased for everyone is not found any more. */
  forget(message: MessageId): void {
    this.#held.delete(message);
  }

  /** Newest first is the caller's to sort. */
  find({
    terms,
    from,
    has,
    beforeMs = Number.POSITIVE_INFINITY,
    afterMs = Number.NEGATIVE_INFINITY,
  }: TextQuery): readonly FoundText[] {
    const found: FoundText[] = [];
    for (const held of this.#held.values()) {
      if (held.isRecalled || held.atMs >= beforeMs || held.atMs <= afterMs) continue;
      if (from !== undefined && held.author !== from) continue;
      if (has === "file" && held.hasFiles !== true) continue;
      if (has === "link" && !LINK_PATTERN.test(held.text)) continue;
      if (terms.every((term) => held.folded.includes(term))) found.push(held);
    }
    return found;
  }

  #change(record: Exclude<SearchedRecord, { kind: "message" }>): void {
    const held = this.#held.get(record.target);
    if (held === undefined) {
      this.#changes.set(record.target, [...(this.#changes.get(record.target) ?? []), record]);
      return;
    }
    const isOwn = record.author === held.author;
    if (record.kind === "recall") {
      if (isOwn || record.isModerator) this.#held.set(record.target, { ...held, isRecalled: true });
    } else if (isOwn && held.importedAuthor === undefined && record.seq > held.changedSeq) {
      const { text, seq } = record;
      this.#held.set(record.target, { ...held, text, folded: fold(text), changedSeq: seq });
    }
  }
}
