/** Waits for something that another device does: looks again when the server tells of it, and every few seconds anyway. */
import type { Platform } from "../platform/platform.ts";

const LOOK_EVERY_MS = 3_000;

export class Waiters {
  readonly #waiting = new Set<() => void>();

  wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  /** The first thing that `check` gives. Rejects with what `check` throws or with the signal's reason. */
  async until<T>(
    check: () => Promise<T | undefined>,
    { platform, signal }: { readonly platform: Platform; readonly signal: AbortSignal },
  ): Promise<T> {
    for (;;) {
      signal.throwIfAborted();
      const { promise: woken, resolve } = Promise.withResolvers<void>();
      // From before the look, so that nothing told meanwhile is missed.
      this.#waiting.add(resolve);
      const found = await check();
      if (found !== undefined) {
        this.#waiting.delete(resolve);
        return found;
      }
      const done = new AbortController();
      const pause = platform.sleep(LOOK_EVERY_MS, AbortSignal.any([signal, done.signal]));
      await Promise.race([woken, pause.catch(() => {})]);
      done.abort();
      this.#waiting.delete(resolve);
    }
  }
}
