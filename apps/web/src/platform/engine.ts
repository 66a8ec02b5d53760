/** The engine as this page sees it, and what it tells, handed to the stores. */
import type { Snapshot } from "../engine/engine-api.ts";
import type { Method } from "../engine/messages.ts";
import { takeEvent, takeSnapshot } from "../state/chat-state.ts";
import { takeTimelineEvent } from "../state/timeline-state.ts";
import type { EngineLink } from "./engine-link.ts";
import { closeNotifications } from "./notifications.ts";
import { tabs } from "./running-engine.ts";
import type { SendingMethod } from "./sending-engine.ts";

export const engine: EngineLink<Exclude<Method, SendingMethod>> = tabs.link;

/** Of an unlocked vault. Where the tab that runs the engine is closed, the next one's engine gets it from here. */
let heldKey: CryptoKey | undefined;
let isGivenUp = false;

/** The page is on its way out, and nobody is to be asked about that: what it shows is not to be seen. */
export const isThrownAway = () => isGivenUp;

/** Brings the stores up to the engine and keeps them there. `again` follows when another tab's engine takes over. */
export async function followEngine(again: () => void): Promise<void> {
  engine.onEvent((event) => {
    if (event.type === "unlocked") heldKey = event.key;
    if (event.type === "locked") return forgetEverything();
    // An engine that just took over says so before it has the key.
    if (event.type === "session" && event.session.phase === "locked" && heldKey !== undefined) return undefined;
    takeEvent(event);
    return takeTimelineEvent(event);
  });
  tabs.onTakeover(() => {
    takeOver(again).catch(reportError);
  });
  take(await engine.ask("snapshot"));
}

async function takeOver(again: () => void): Promise<void> {
  if (heldKey !== undefined && !(await engine.ask("unlockWith", heldKey))) return forgetEverything();
  take(await engine.ask("snapshot"));
  return again();
}

function take(snapshot: Snapshot): void {
  heldKey = snapshot.key;
  takeSnapshot(snapshot);
}

/** No page can be emptied as surely as it can be thrown away, and its engine with it. */
function forgetEverything(): void {
  heldKey = undefined;
  isGivenUp = true;
  closeNotifications();
  location.reload();
}
