/** Work that shows in the next frame, done once for it. */
import { after } from "./clock.ts";

/** A window that others cover may get no frames though the page counts as seen: nothing waits longer than this for one. */
const LONGEST_MS = 500;

/** A page that nobody looks at has no frames, so there it is done as soon as what runs now is done. */
export function beforeNextFrame(work: () => void): void {
  if (document.hidden) return queueMicrotask(work);
  let isDone = false;
  const once = () => {
    document.removeEventListener("visibilitychange", once);
    cancelWait();
    if (!isDone) work();
    isDone = true;
  };
  const cancelWait = after(LONGEST_MS, once);
  document.addEventListener("visibilitychange", once);
  requestAnimationFrame(once);
}
