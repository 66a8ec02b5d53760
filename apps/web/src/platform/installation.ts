/** The service worker, so that the client opens without a server. Where the browser refuses it, the client works on without. */
import { inSilence } from "../state/attempt.ts";

export function keepForOffline(script: string): void {
  if (!("serviceWorker" in navigator)) return;
  // What is needed to read and write comes first.
  globalThis.addEventListener("load", () => inSilence(navigator.serviceWorker.register(script, { scope: "/" })));
}
