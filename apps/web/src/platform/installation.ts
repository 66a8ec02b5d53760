/** The service worker, so that the client opens without a server. Where the browser refuses it, the client works on without. */
import { inSilence } from "../state/attempt.ts";
import { createStore } from "../state/store.ts";
import { whenCalm } from "./calm.ts";

/** Who lets a page alone for so long has what it was opened for. */
const SETTLED_MS = 5_000;

/** Whether the browser refused it: most install none where they do not trust the server's certificate. */
export const refusedStore = createStore(!("serviceWorker" in navigator));

export function keepForOffline(script: string): void {
  if (refusedStore.get()) return;
  const install = () =>
    inSilence(navigator.serviceWorker.register(script, { scope: "/" }).catch(() => refusedStore.set(true)));
  // What is needed to read and write comes first.
  globalThis.addEventListener("load", () => whenCalm(SETTLED_MS, install));
}
