/** A machine that woke up, or whose network came back, tries at once instead of waiting for its next turn. */
import { engine } from "../platform/engine.ts";
import { inSilence } from "../state/attempt.ts";

export function tryAgainOnWaking(): void {
  const retry = () => {
    if (document.visibilityState === "visible") inSilence(engine.ask("retryNow"));
  };
  globalThis.addEventListener("online", retry);
  document.addEventListener("visibilitychange", retry);
}
