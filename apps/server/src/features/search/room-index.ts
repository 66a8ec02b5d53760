/**
 * The words of one room's messages, in memory only: nothing derived from a text is ever stored, and whole texts are not
 * held at all, so a text whose key was destroyed cannot be told. Built from the record when first needed, caught up
 * before each query.
 */
import type { MessageId } from "@warbler/protocol";
import { fold, wordsOf } from "./words.ts";

export class RoomIndex {
  /** Seqs of the messages that hold a word, rising. */
  readonly #seqs = new Map<string, number[]>();
  /** Newest edit of each edited message, and messages that were recalled. */
  readonly #edits = new Map<number, number>();
  readonly #recalled = new Set<number>();
  readonly #seqByMessage = new Map<MessageId, number>();
  #indexedTo = 0;
  #messages = 0;

  get indexedTo(): number {
    return this.#indexedTo;
  }
  get messages(): number {
    return this.#messages;
  }
  /** Seq of the record that holds the message's text as it stands: the message itself or its newest edit. */
  textSeqOf(seq: number): number {
    return this.#edits.get(seq) ?? seq;
  }

  message(seq: number, id: MessageId, text: string): void {
    this.#messages++;
    this.#seqByMessage.set(id, seq);
    this.#add(seq, text);
  }
  edit(editSeq: number, target: MessageId, text: string): void {
    const seq = this.#seqByMessage.get(target);
    if (seq === undefined) return;
    this.#edits.set(seq, editSeq);
    this.#add(seq, text);
  }
  recall(target: MessageId): void {
    const seq = this.#seqByMessage.get(target);
    if (seq !== undefined) this.#recalled.add(seq);
  }
  caughtUpTo(seq: number): void {
    this.#indexedTo = seq;
  }

  /** Seqs of messages that may hold all terms, newest first. The caller opens each and looks. */
  *candidates(terms: readonly string[]): Generator<number> {
    const lists = terms.flatMap((term) => this.#listsOf(term));
    const [rarest, ...others] = lists.sort((a, b) => a.length - b.length);
    if (rarest === undefined) return;
    let last: number | undefined;
    for (let at = rarest.length - 1; at >= 0; at--) {
      const seq = rarest[at];
      if (seq === undefined || seq === last || this.#recalled.has(seq)) continue;
      last = seq;
      if (others.every((list) => holds(list, seq))) yield seq;
    }
  }

  /** One list for each word of the term; its last word may be the beginning of a longer one. */
  #listsOf(term: string): number[][] {
    const words = [...wordsOf(term)];
    return words.map((word, at) => {
      const exact = this.#seqs.get(word) ?? [];
      const mayContinue = at === words.length - 1 && word.length >= 2;
      if (!mayContinue) return exact;
      const longer: number[][] = [exact];
      for (const [known, seqs] of this.#seqs)
        if (known.length > word.length && known.startsWith(word)) longer.push(seqs);
      return longer.length === 1 ? exact : [...new Set(longer.flat())].sort((a, b) => a - b);
    });
  }

  #add(seq: number, text: string): void {
    for (const word of wordsOf(fold(text))) {
      const seqs = this.#seqs.get(word);
      if (seqs === undefined) this.#seqs.set(word, [seq]);
      else if ((seqs.at(-1) ?? 0) < seq) seqs.push(seq);
      else if (!holds(seqs, seq)) seqs.splice(positionOf(seqs, seq), 0, seq);
    }
  }
}

function positionOf(list: readonly number[], seq: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
const holds = (list: readonly number[], seq: number): boolean => list[positionOf(list, seq)] === seq;
