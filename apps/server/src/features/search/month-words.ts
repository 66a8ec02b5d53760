/** The words of some records of one month, being gathered in memory until they are sealed into a segment. */
import type { AccountId } from "@warbler/protocol";
import type { SeqsByWord, Words } from "./postings.ts";
import { fold, wordsOf } from "./words.ts";

export class MonthWords implements Words {
  readonly #states = new Set<string>();
  readonly #seqs = new Map<string, number[]>();
  readonly #authors = new Set<AccountId>();
  #messages = 0;
  #records = 0;

  /** `state` is the month's (`Vault.monthState`), asked before the first record was opened. */
  constructor(state: string) {
    this.#states.add(state);
  }

  /** Whether nothing was erased in the month since: else these words may be of an erased text, and must not be sealed anew. */
  isOf(state: string): boolean {
    return this.#states.size === 1 && this.#states.has(state);
  }
  get states(): ReadonlySet<string> {
    return this.#states;
  }
  get authors(): ReadonlySet<AccountId> {
    return this.#authors;
  }
  get seqsByWord(): SeqsByWord {
    return this.#seqs;
  }
  get messages(): number {
    return this.#messages;
  }
  get records(): number {
    return this.#records;
  }

  /** Records come in the order of their seqs. */
  add(record: { readonly seq: number; readonly author: AccountId; readonly isMessage: boolean }, text: string): void {
    this.#count(record.author, record.isMessage ? 1 : 0, 1);
    for (const word of wordsOf(fold(text))) this.#append(word, [record.seq]);
  }

  /** Takes over what an earlier segment held; before anything later is added. */
  addAll(
    entries: Iterable<readonly [word: string, seqs: readonly number[]]>,
    of: {
      readonly authors: Iterable<AccountId>;
      readonly messages: number;
      readonly records: number;
      readonly states?: Iterable<string>;
    },
  ): void {
    for (const state of of.states ?? []) this.#states.add(state);
    for (const author of of.authors) this.#authors.add(author);
    this.#messages += of.messages;
    this.#records += of.records;
    for (const [word, seqs] of entries) this.#append(word, seqs);
  }

  seqsOf(word: string): readonly number[] {
    return this.#seqs.get(word) ?? [];
  }

  seqsStarting(prefix: string): readonly (readonly number[])[] {
    return [...this.#seqs].flatMap(([word, seqs]) => (word.startsWith(prefix) ? [seqs] : []));
  }

  #count(author: AccountId, messages: number, records: number): void {
    this.#authors.add(author);
    this.#messages += messages;
    this.#records += records;
  }

  #append(word: string, seqs: readonly number[]): void {
    const known = this.#seqs.get(word);
    if (known === undefined) this.#seqs.set(word, [...seqs]);
    else known.push(...seqs);
  }
}
