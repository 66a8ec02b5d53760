/** When nobody touches the page: what nobody waits for is done then. */
import { after } from "./clock.ts";

/** Somebody who writes on and on gets it meanwhile. */
const LONGEST_WAIT_MS = 3_000;
const SIGNS = ["pointerdown", "click", "keydown", "wheel"] as const;

/** Does something once the page was let alone for so long, three seconds later at the latest. Gives what takes it back. */
export function whenCalm(ms: number, work: () => void): () => void {
  const done = new AbortController();
  const stop = () => {
    done.abort();
    cancel();
    cancelLatest();
  };
  const begin = () => {
    stop();
    work();
  };
  let cancel = after(ms, begin);
  const cancelLatest = after(ms + LONGEST_WAIT_MS, begin);
  const touched = () => {
    cancel();
    cancel = after(ms, begin);
  };
  for (const sign of SIGNS) addEventListener(sign, touched, { capture: true, passive: true, signal: done.signal });
  return stop;
}
