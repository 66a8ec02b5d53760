/** Whether this device is on its account's list, and which devices ask to be let in; asked again when the engine says so. */
import type { IdentityState } from "@warbler/sdk";
import { useEffect } from "react";
import type { AskingDevice } from "../engine/engine-api.ts";
import { after } from "../platform/clock.ts";
import { engine } from "../platform/engine.ts";
import { sessionStore } from "../state/chat-state.ts";
import { createStore, useStore } from "../state/store.ts";

const RETRY_MS = 5_000;

export const identityStore = createStore<IdentityState | undefined>(undefined);
export const askingStore = createStore<readonly AskingDevice[]>([]);
/** The number that this device shows, once another one has answered. */
export const numberStore = createStore<string | undefined>(undefined);
/** The request ended without this device being let in: turned down, a wrong number, or its time was over. */
export const endedStore = createStore(false);

engine.onEvent((event) => {
  if (event.type === "identity") look();
  if (event.type === "approval-number") numberStore.set(event.number);
  if (event.type === "approval-over") {
    numberStore.set(undefined);
    endedStore.set(!event.isApproved);
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
  engine.ask("askingDevices").then(
    (all) => askingStore.set(all),
    // Nothing tells of it a second time.
    () => after(RETRY_MS, look),
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
