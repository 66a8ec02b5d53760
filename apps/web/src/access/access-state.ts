/** Recoveries of this account's own access; asked again when the engine says so, and whenever the connection is back. */
import type { AccessRecovery } from "@warbler/protocol";
import { engine } from "../platform/engine.ts";
import { changeSettings, settingsStore } from "../platform/settings.ts";
import { sessionStore } from "../state/chat-state.ts";
import { wheneverOnline } from "../state/online.ts";
import { createStore, useStore } from "../state/store.ts";

const noticesStore = createStore<readonly AccessRecovery[]>([]);

engine.onEvent((event) => {
  if (event.type === "identity" && event.change === "access") look();
});
wheneverOnline(look);

export function useAccessNotice(): AccessRecovery | undefined {
  const knownMs = useStore(settingsStore, ({ accessKnownMs }) => accessKnownMs);
  return useStore(noticesStore).find(({ state, endedAtMs = 0 }) => state === "open" || endedAtMs > knownMs);
}

/** Not told again in this browser. */
export function noticeKnown({ endedAtMs = 0 }: AccessRecovery): void {
  changeSettings({ accessKnownMs: endedAtMs });
}

export function look(): void {
  if (sessionStore.get().phase !== "signed-in") return;
  engine.ask("accessNotices").then(
    (all) => noticesStore.set(all),
    () => undefined,
  );
}
