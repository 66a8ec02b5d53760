/** The engine as this page sees it, and what it tells, handed to the stores. */
import engineUrl from "../engine/worker.ts?worker&url";
import { takeEvent, takeSnapshot } from "../state/chat-state.ts";
import { takeTimelineEvent } from "../state/timeline-state.ts";
import type { EngineLink } from "./engine-link.ts";
import { joinTabs } from "./tabs.ts";
import { trustOnly } from "./trusted-scripts.ts";

export const SERVICE_WORKER = "/service-worker.js";

trustOnly([engineUrl, SERVICE_WORKER]);
const tabs = joinTabs(engineUrl, () => new Worker(engineUrl, { type: "module", name: "warbler-engine" }));

export const engine: EngineLink = tabs.link;

/** Brings the stores up to the engine and keeps them there. `again` follows when another tab's engine takes over. */
export async function followEngine(again: () => void): Promise<void> {
  engine.onEvent((event) => {
    takeEvent(event);
    takeTimelineEvent(event);
  });
  tabs.onTakeover(() => {
    engine.ask("snapshot").then((snapshot) => {
      takeSnapshot(snapshot);
      again();
    }, reportError);
  });
  takeSnapshot(await engine.ask("snapshot"));
}
