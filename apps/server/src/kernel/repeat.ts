/** Work that is done again and again, never twice at once. */
import type { Clock } from "./clock.ts";

/** Does `work` every `ms`, counted from when it last ended, until the returned function is called. */
export function repeat(
  clock: Pick<Clock, "after">,
  ms: number,
  work: () => Promise<unknown>,
  onFailure: (error: unknown) => void,
): () => void {
  let isStopped = false;
  let cancel: () => void = () => undefined;
  const later = () => {
    if (isStopped) return;
    cancel = clock.after(ms, () => {
      work().catch(onFailure).finally(later);
    });
  };
  later();
  return () => {
    isStopped = true;
    cancel();
  };
}
