/** The one engine of this page, and what it tells, handed to the stores. */
import engineUrl from "../engine/worker.ts?worker&url";
import { takeEvent, takeSnapshot } from "../state/chat-state.ts";
import { takeTimelineEvent } from "../state/timeline-state.ts";
import { type EngineLink, engineLink } from "./engine-link.ts";
import { trustOnly } from "./trusted-scripts.ts";

export const engine: EngineLink = startEngine();

/** Brings the stores up to the engine and keeps them there. */
export async function followEngine(): Promise<void> {
  engine.onEvent((event) => {
    takeEvent(event);
    takeTimelineEvent(event);
  });
  takeSnapshot(await engine.ask("snapshot"));
}

function startEngine(): EngineLink {
  trustOnly([engineUrl]);
  const worker = new Worker(engineUrl, { type: "module", name: "warbler-engine" });
  const link = engineLink((call) => worker.postMessage(call));
  worker.addEventListener("message", ({ data }: MessageEvent<unknown>) => link.received(data));
  return link;
}
