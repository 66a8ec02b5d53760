/** Recoveries of this account's own access; asked again when the engine says so, and whenever the connection is back. */
import type { AccessRecovery } from "@warbler/protocol";
import { engine } from "../platform/engine.ts";
import { connectionStore, sessionStore } from "../state/chat-state.ts";
import { createStore, useStore } from "../state/store.ts";

const noticesStore = createStore<readonly AccessRecovery[]>([]);
/** Those whose use the person has been told of in this window. */
const seenStore = createStore<readonly string[]>([]);

engine.onEvent((event) => {
  if (event.type === "identity" && event.change === "access") look();
});
connectionStore.subscribe(lookOnceOnline);
lookOnceOnline();

export function useAccessNotice(): AccessRecovery | undefined {
  const seen = useStore(seenStore);
  return useStore(noticesStore).find(({ id, state }) => state === "open" || !seen.includes(id));
}

export function noticeSeen(id: string): void {
  seenStore.set([...seenStore.get(), id]);
}

export function look(): void {
  if (sessionStore.get().phase !== "signed-in") return;
  engine.ask("accessNotices").then(
    (all) => noticesStore.set(all),
    () => undefined,
  );
}

function lookOnceOnline(): void {
  if (connectionStore.get().state === "online") look();
}
