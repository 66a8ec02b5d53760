/** Whether this device is on its account's list, and which devices ask to be let in; asked again when the engine says so. */
import type { IdentityState, WaitingApproval } from "@warbler/sdk";
import { useEffect } from "react";
import { engine } from "../platform/engine.ts";
import { sessionStore } from "../state/chat-state.ts";
import { createStore, useStore } from "../state/store.ts";

export const identityStore = createStore<IdentityState | undefined>(undefined);
export const waitingStore = createStore<readonly WaitingApproval[]>([]);
/** The number that this device shows, once another one has answered. */
export const numberStore = createStore<string | undefined>(undefined);

engine.onEvent((event) => {
  if (event.type === "identity") look();
  if (event.type === "approval-number") numberStore.set(event.number);
  if (event.type === "approval-over") {
    numberStore.set(undefined);
    look();
  }
});

export function look(): void {
  if (sessionStore.get().phase !== "signed-in") return;
  engine.ask("identityState").then(
    (state) => {
      identityStore.set(state);
      if (state === "ready") askWhoWaits();
    },
    () => undefined,
  );
}

function askWhoWaits(): void {
  engine.ask("approvals").then(
    (all) => waitingStore.set(all),
    () => undefined,
  );
}

/** Looks once somebody is signed in. */
export function useIdentity(): IdentityState | undefined {
  const phase = useStore(sessionStore, (session) => session.phase);
  useEffect(() => {
    if (phase === "signed-in") look();
  }, [phase]);
  return useStore(identityStore);
}
