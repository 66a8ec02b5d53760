/**
 * Several tabs, one engine. The tab that holds the lock leads and runs it; the others speak to it over a channel, and the next
 * one takes over when it closes. So a device is one device, however many windows it shows.
 */
import { type BetweenTabs, type Call, channelOf, isBetweenTabs } from "../engine/messages.ts";
import { type EngineEnd, engineLink } from "./engine-link.ts";
import { beforeNextFrame } from "./frames.ts";

const LOCK = "warbler-engine";
const BUILDS = "warbler builds";

export interface Tabs {
  readonly link: EngineEnd;
  /** Whether the engine of this browser is this tab's. */
  isLeading(): boolean;
  /** Another engine answers from now on: what is shown has to be asked for again. */
  onTakeover(listener: () => void): void;
}

export function joinTabs(engineUrl: string, startWorker: () => Worker): Tabs {
  const tab = crypto.randomUUID();
  const channel = new BroadcastChannel(channelOf(engineUrl));
  const takenOver = new Set<() => void>();
  let leads = false;
  let send: ((call: Call) => void) | undefined;
  const early: Call[] = [];
  const link = engineLink((call) => (send === undefined ? early.push(call) : send(call)), beforeNextFrame);

  function speakBy(way: (call: Call) => void): void {
    send = way;
    for (const call of early.splice(0)) way(call);
  }

  function lead(): Promise<never> {
    const isTakeover = send !== undefined;
    leads = true;
    const worker = startWorker();
    worker.addEventListener("message", ({ data }: MessageEvent<unknown>) => link.received(data));
    speakBy((call) => worker.postMessage(call));
    if (isTakeover) changed();
    // Kept until the tab is gone.
    return new Promise(() => undefined);
  }

  function follow(): void {
    const hand = (message: BetweenTabs) => channel.postMessage(message);
    speakBy((call) => hand({ kind: "to-engine", tab, call }));
    channel.addEventListener("message", heard);
    locks(() => {
      channel.removeEventListener("message", heard);
      return lead();
    });
  }

  function heard({ data }: MessageEvent<unknown>): void {
    if (!isBetweenTabs(data)) return;
    if (data.kind === "to-tabs") link.received(data.told);
    else if (data.kind === "to-tab" && data.tab === tab) link.received(data.answer);
    else if (data.kind === "taken" && data.tab === tab) link.taken(data.id);
    else if (data.kind === "engine-started") changed();
  }

  function changed(): void {
    link.moved();
    for (const listener of takenOver) listener();
  }

  reloadWhenOutdated(engineUrl);
  navigator.locks
    .request(LOCK, { ifAvailable: true }, (lock) => (lock === null ? follow() : lead()))
    .catch(reportError);
  return {
    link,
    isLeading: () => leads,
    onTakeover: (listener) => void takenOver.add(listener),
  };
}

function locks(granted: () => Promise<never>): void {
  navigator.locks.request(LOCK, granted).catch(reportError);
}

/** Tabs of two builds do not understand each other: the one that was there first loads itself anew. Drafts are kept. */
function reloadWhenOutdated(build: string): void {
  const builds = new BroadcastChannel(BUILDS);
  builds.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    if (typeof data === "string" && data !== build) location.reload();
  });
  builds.postMessage(build);
}
