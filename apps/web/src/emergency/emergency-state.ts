/**
 * Emergencies that count now, and how many wait to be judged, as the server says by the roles that count: asked again when it tells of one, when the connection is
 * back, and when one should have ended.
 */
import type { EmergenciesNow } from "@warbler/protocol";
import { api } from "../platform/api.ts";
import { after, nowMs } from "../platform/clock.ts";
import { engine } from "../platform/engine.ts";
import { wheneverOnline } from "../state/online.ts";
import { createStore, useStore } from "../state/store.ts";

const NONE: EmergenciesNow = { active: [], unjudged: 0 };
const LATE_MS = 1_000;

const nowStore = createStore(NONE);
let stopWaiting: () => void = () => undefined;

engine.onEvent(({ type }) => {
  if (type === "emergency") look();
});
wheneverOnline(look);

/** Undefined where there is nothing to say. */
export function useEmergencies(): EmergenciesNow | undefined {
  const now = useStore(nowStore);
  return now.active.length + now.unjudged === 0 ? undefined : now;
}

export function look(): void {
  api("emergenciesNow", undefined).then(
    (now) => {
      const { active } = now;
      nowStore.set(now);
      stopWaiting();
      if (active.length === 0) return;
      const nextMs = Math.min(...active.map(({ untilMs }) => untilMs)) - nowMs();
      stopWaiting = after(Math.max(nextMs, 0) + LATE_MS, look);
    },
    () => undefined,
  );
}
