/** Time that moves only when a test says so. */

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly fire: () => void;
}

/** Steps of promises that one event may set off before the next is due; deeper chains only finish a little "later". */
const STEPS = 300;

/** Lets promises run that need nothing from outside. */
async function promisesOnly(): Promise<void> {
  for (let step = 0; step < STEPS; step++) await Promise.resolve();
}

export class VirtualClock {
  readonly #settled: () => Promise<void>;
  #nowMs: number;
  #order = 0;
  #timers: Timer[] = [];

  /** `settled` resolves when nothing happens any more without time; told where more than promises is at work. */
  constructor(nowMs = 1_790_000_000_000, settled: () => Promise<void> = promisesOnly) {
    this.#nowMs = nowMs;
    this.#settled = settled;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const timer = { atMs: this.#nowMs + ms, order: this.#order++, fire: resolve };
      signal?.addEventListener(
        "abort",
        () => {
          this.#timers = this.#timers.filter((one) => one !== timer);
          reject(signal.reason);
        },
        { once: true },
      );
      this.#timers.push(timer);
    });
  }

  /** Lets everything happen that is due within `ms`, in its order. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await this.settle();
    for (;;) {
      const next = this.#next();
      if (next === undefined || next.atMs > untilMs) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.fire();
      await this.settle();
    }
    this.#nowMs = untilMs;
  }

  /** Lets everything happen that needs no time. */
  settle(): Promise<void> {
    return this.#settled();
  }

  /** Runs `work` to its end, letting time pass as it waits; at most `mostMs` of it. */
  async run<T>(work: Promise<T>, mostMs = 600_000): Promise<T> {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    done.catch(() => {});
    const untilMs = this.#nowMs + mostMs;
    await this.settle();
    while (!isDone && this.#nowMs < untilMs) {
      const next = this.#next();
      await this.advance(next === undefined ? mostMs : Math.max(0, next.atMs - this.#nowMs));
    }
    if (!isDone) throw new Error(`expected an end within ${mostMs} ms of virtual time`);
    return done;
  }

  #next(): Timer | undefined {
    return this.#timers.reduce<Timer | undefined>(
      (first, one) =>
        first === undefined || one.atMs < first.atMs || (one.atMs === first.atMs && one.order < first.order)
          ? one
          : first,
      undefined,
    );
  }
}
