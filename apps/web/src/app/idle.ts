/** Locks when nobody has touched any of this browser's tabs for the time that was chosen. */
import { every, nowMs } from "../platform/clock.ts";
import { engine } from "../platform/engine.ts";
import { lockAfterMinutes, settingsStore } from "../platform/settings.ts";
import { inSilence } from "../state/attempt.ts";
import { sessionStore } from "../state/chat-state.ts";

const CHANNEL = "warbler touched";
const SIGNS = ["pointerdown", "pointermove", "wheel", "keydown"] as const;
const LOOK_MS = 5_000;
const MINUTE_MS = 60_000;

export function lockWhenIdle(): void {
  const others = new BroadcastChannel(CHANNEL);
  let touchedMs = nowMs();
  let toldMs = 0;

  /** By the clock on the wall: a machine that slept was idle meanwhile. */
  function look(): boolean {
    const session = sessionStore.get();
    const hasLock = (session.phase === "signed-in" || session.phase === "expired") && session.me.lock !== undefined;
    if (!hasLock || nowMs() - touchedMs < lockAfterMinutes(settingsStore.get()) * MINUTE_MS) return false;
    inSilence(engine.ask("lock"));
    return true;
  }

  // Whoever wakes the machine and moves the pointer comes too late.
  function touched(): void {
    if (look()) return;
    touchedMs = nowMs();
    if (touchedMs - toldMs < LOOK_MS) return;
    toldMs = touchedMs;
    others.postMessage(touchedMs);
  }

  for (const sign of SIGNS) globalThis.addEventListener(sign, touched, { capture: true, passive: true });
  others.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    if (typeof data === "number") touchedMs = Math.max(touchedMs, Math.min(data, nowMs()));
  });
  document.addEventListener("visibilitychange", look);
  every(LOOK_MS, look);
}
