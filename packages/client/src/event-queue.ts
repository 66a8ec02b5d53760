/** Turns pushes into an async iterable with a bounded memory. */
import type { WarblerError } from "./errors.ts";

const MOST_WAITING = 10_000;

export class EventQueue<T> {
  readonly #waiting: T[] = [];
  readonly #tooSlow: () => WarblerError;
  #wake: (() => void) | undefined;
  #end: { readonly error?: WarblerError } | undefined;

  /** `tooSlow` makes the error of a reader that falls 10,000 values behind. */
  constructor(tooSlow: () => WarblerError) {
    this.#tooSlow = tooSlow;
  }

  push(value: T): void {
    if (this.#end !== undefined) return;
    if (this.#waiting.length >= MOST_WAITING) this.#end = { error: this.#tooSlow() };
    else this.#waiting.push(value);
    this.#wake?.();
  }

  /** What was pushed before is still read. */
  end(): void {
    this.#end ??= {};
    this.#wake?.();
  }

  async *read(signal?: AbortSignal): AsyncGenerator<T, void> {
    const wake = () => this.#wake?.();
    signal?.addEventListener("abort", wake);
    try {
      while (!signal?.aborted) {
        const [next] = this.#waiting.splice(0, 1);
        if (next !== undefined) yield next;
        else if (this.#end !== undefined) {
          if (this.#end.error !== undefined) throw this.#end.error;
          return;
        } else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      signal?.removeEventListener("abort", wake);
    }
  }
}
