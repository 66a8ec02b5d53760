// The MLS scenarios: our core beside ts-mls, in this process in CPU time, and in Chromium by the clock.

import { nodeProvider } from "@warbler/mls/node";
import { chromium } from "../../../tools/browser/chromium.ts";
import { withPage } from "../../../tools/browser/with-page.ts";
import { type ScenarioResult, summarise } from "../runner.ts";
import type { Figures } from "../scenario.ts";
import { type MlsScale, measureMls } from "./measure.ts";
import type * as mlsPage from "./mls.page.ts";
import { tsMls } from "./ts-mls.ts";
import { warblerMls } from "./warbler.ts";

/** A question put to libraries instead of to servers. */
export interface LibraryScenario {
  readonly name: string;
  /** `core` is for what it starts besides this process. */
  run(core?: number): Promise<ScenarioResult>;
}

export const MLS_SUBJECTS = ["ts-mls 1.6.4", "warbler"] as const;

const processorTime = {
  unit: "CPU ms",
  spentMs: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
};

export function mlsInNode(scale: MlsScale): LibraryScenario {
  return scenarioOf("mls", () => measureMls([tsMls, warblerMls(nodeProvider(1))], scale, processorTime));
}

export function mlsInChromium(scale: MlsScale): LibraryScenario {
  const entry = new URL("./mls.page.ts", import.meta.url).href;
  return scenarioOf("mls-chromium", async () => {
    if ("missing" in chromium()) return MLS_SUBJECTS.map(() => ({ skipped: "there is no Chromium here" }));
    return withPage<typeof mlsPage, readonly (readonly Figures[])[]>(entry, ({ call }) => call("measureHere", scale));
  });
}

function scenarioOf(
  name: string,
  measure: () => Promise<readonly (readonly Figures[] | { readonly skipped: string })[]>,
): LibraryScenario {
  return {
    name,
    run: async () => {
      const startedAt = performance.now();
      const results = await measure();
      const reference = results[0] ?? [];
      const servers = MLS_SUBJECTS.map((subject, index) =>
        summarise(name, subject, results[index] ?? [], index === 0 ? [] : reference),
      );
      return { scenario: name, elapsedMs: performance.now() - startedAt, servers };
    },
  };
}
