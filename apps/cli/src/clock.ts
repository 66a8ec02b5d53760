/** The machine's clock, for the terminal of `main.ts`. */
import { setTimeout as wait } from "node:timers/promises";

export interface Clock {
  nowMs(): number;
  /** Rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  sleep: (ms, signal) => wait(ms, undefined, { signal }),
};
