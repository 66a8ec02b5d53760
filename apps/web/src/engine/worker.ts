/** The engine's program: a worker of the page. */
import { healthAnswer } from "@warbler/protocol";
import { globalPlatform, memoryStore } from "@warbler/sdk";
import * as z from "zod/mini";
import { startEngine } from "./engine.ts";
import type { EngineEvent } from "./engine-api.ts";
import { keeper } from "./keeper.ts";
import { type FromEngine, isCall } from "./messages.ts";
import { answerTo } from "./serve.ts";

const say = (message: FromEngine) => globalThis.postMessage(message);

const engine = startEngine({
  url: location.origin,
  platform: globalPlatform,
  keeper: keeper("session", globalPlatform.randomBytes),
  home: memoryHome(),
  tell: (event: EngineEvent) => say({ kind: "told", event }),
  health: async () => z.parse(healthAnswer, await (await fetch("/api/health", { cache: "no-store" })).json()),
});

globalThis.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
  if (isCall(data)) answerTo(engine, data).then(say, reportError);
});

/** One store for the life of the tab: a client that closes must not take what is queued with it. */
function memoryHome() {
  let store = memoryStore();
  return {
    open: async () => ({ store, storage: "memory" as const }),
    wipe: async () => {
      store = memoryStore();
    },
  };
}
