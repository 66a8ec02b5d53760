/** The engine's program: a worker of the tab that leads. It answers that tab directly, and the others over their channel. */
import { globalPlatform } from "@warbler/sdk";
import { isPageOpen } from "../platform/this-page.ts";
import { startEngine } from "./engine.ts";
import type { EngineEvent } from "./engine-event.ts";
import { type BetweenTabs, channelOf, type FromEngine, isBetweenTabs, isCall } from "./messages.ts";
import { answerTo } from "./serve.ts";
import { sealedCopies } from "./uploads/sealed-copies.ts";
import { vaultHome } from "./vault/home.ts";
import { keeper } from "./vault/keeper.ts";

const tabs = new BroadcastChannel(channelOf(location.href));
const sayToTabs = (message: BetweenTabs) => tabs.postMessage(message);
const sayToLeader = (message: FromEngine) => globalThis.postMessage(message);
/** Nothing is copied to other tabs before one has called. */
let hasFollowers = false;

const engine = startEngine({
  url: location.origin,
  platform: globalPlatform,
  keeper: keeper("warbler-session"),
  home: vaultHome("warbler-vault"),
  copies: sealedCopies(async () =>
    (await navigator.storage.getDirectory()).getDirectoryHandle("warbler-uploads", { create: true }),
  ),
  isPageOpen,
  tell: (event: EngineEvent) => {
    const told = { kind: "told", event } as const;
    sayToLeader(told);
    if (hasFollowers) sayToTabs({ kind: "to-tabs", told });
  },
});

globalThis.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
  if (isCall(data)) answerTo(engine, data).then(sayToLeader, reportError);
});
tabs.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
  if (!isBetweenTabs(data) || data.kind !== "to-engine") return;
  hasFollowers = true;
  const { tab, call } = data;
  sayToTabs({ kind: "taken", tab, id: call.id });
  answerTo(engine, call).then((answer) => sayToTabs({ kind: "to-tab", tab, answer }), reportError);
});
sayToTabs({ kind: "engine-started" });
