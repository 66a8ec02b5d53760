/** The machine's own time, which a test can move forward: what was due by then happens at once, nothing is slept. */
import type { Clock } from "@warbler/server";

interface Timer {
  readonly dueMs: number;
  fire(): void;
}

export class MovableClock implements Clock {
  #aheadMs = 0;
  readonly #timers = new Set<Timer>();

  /** Lets `ms` go by. */
  pass(ms: number): void {
    this.#aheadMs += ms;
    const due = [...this.#timers].filter(({ dueMs }) => dueMs <= this.nowMs());
    for (const timer of due.toSorted((a, b) => a.dueMs - b.dueMs)) timer.fire();
  }

  nowMs = (): number => Date.now() + this.#aheadMs;

  after = (ms: number, work: () => void): (() => void) => {
    const timer: Timer = {
      dueMs: this.nowMs() + ms,
      fire: () => {
        cancel();
        work();
      },
    };
    // Node runs a longer timeout at once.
    const handle = setTimeout(timer.fire, Math.min(ms, 2 ** 31 - 1));
    handle.unref();
    const cancel = () => {
      clearTimeout(handle);
      this.#timers.delete(timer);
    };
    this.#timers.add(timer);
    return cancel;
  };

  wait = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      const onAbort = () => {
        cancel();
        reject(signal?.reason);
      };
      const cancel = this.after(ms, () => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      });
      signal?.addEventListener("abort", onAbort, { once: true });
    });

  deadline = (ms: number): AbortSignal => {
    const controller = new AbortController();
    this.after(ms, () => controller.abort(new DOMException("the deadline has passed", "TimeoutError")));
    return controller.signal;
  };
}
