/** The only place that reads time or waits. Tests give a clock of their own. */
import { setTimeout as sleep } from "node:timers/promises";

export interface Clock {
  /** Milliseconds since 1970, UTC. */
  nowMs(): number;
  /** Resolves after `ms`; rejects when the signal aborts. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /** Runs `work` after `ms` unless cancelled by the returned function. Does not keep the process alive. */
  after(ms: number, work: () => void): () => void;
  /** Aborts after `ms`. */
  deadline(ms: number): AbortSignal;
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  wait: async (ms, signal) => {
    await sleep(ms, undefined, { ref: false, ...(signal && { signal }) });
  },
  after: (ms, work) => {
    const timer = setTimeout(work, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
  deadline: (ms) => AbortSignal.timeout(ms),
};
