/** Opened segments, held up to a number of bytes; those used longest ago go first. */
import type { Postings } from "./postings.ts";
import type { Segment } from "./segment.ts";

export class OpenSegments {
  readonly #mostBytes: number;
  readonly #held = new Map<string, readonly Postings[]>();
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Less than half is used: there is room to open segments before somebody asks. */
  get hasRoom(): boolean {
    return this.#bytes < this.#mostBytes / 2;
  }

  get(segment: Segment): readonly Postings[] | undefined {
    const name = nameOf(segment);
    const held = this.#held.get(name);
    if (held === undefined) return undefined;
    // Last used, last dropped.
    this.#held.delete(name);
    this.#held.set(name, held);
    return held;
  }

  hold(segment: Segment, postings: readonly Postings[]): void {
    this.#drop(nameOf(segment));
    this.#held.set(nameOf(segment), postings);
    this.#bytes += sizeOf(postings);
    for (const name of this.#held.keys()) {
      if (this.#bytes <= this.#mostBytes || this.#held.size === 1) break;
      this.#drop(name);
    }
  }

  clear(): void {
    this.#held.clear();
    this.#bytes = 0;
  }

  #drop(name: string): void {
    this.#bytes -= sizeOf(this.#held.get(name) ?? []);
    this.#held.delete(name);
  }
}

const nameOf = ({ room, range }: Segment): string => `${room}/${range.after}-${range.to}`;
const sizeOf = (postings: readonly Postings[]): number => postings.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
