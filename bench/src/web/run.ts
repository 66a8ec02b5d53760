// The web client in a real Chromium, with a real community's history in it.
import { existsSync } from "node:fs";
import { chromium } from "../../../tools/browser/chromium.ts";
import { brotliBytes, initialFiles } from "../../../tools/browser/web-bundle.ts";
import { withPage } from "../../../tools/browser/with-page.ts";
import type { LibraryScenario } from "../mls/run.ts";
import { summarise } from "../runner.ts";
import type { Figures, Skipped } from "../scenario.ts";
import { median, percentile } from "../statistics.ts";
import { lighthouseMarks } from "./lighthouse.ts";
import { largestPaintsMs, scrollUp, sendMessages, switchRooms } from "./measures.ts";
import type * as searchPage from "./search.page.ts";
import { openStage } from "./stage.ts";

const KIB = 1024;

export interface WebOptions {
  readonly exportFile: string;
  /** Where Lighthouse is installed, if anywhere. */
  readonly lighthouse: string | undefined;
}

export function webClient(options: WebOptions): LibraryScenario {
  return {
    name: "web",
    run: async (core) => {
      const startedAt = performance.now();
      const rounds = await measure(options, core);
      // Nothing else is held against it: the reference has no client.
      const servers = [
        summarise("web", "none", { skipped: "the reference has no web client" }, []),
        summarise("web", "warbler", rounds, []),
      ];
      return { scenario: "web", elapsedMs: performance.now() - startedAt, servers };
    },
  };
}

async function measure(
  { exportFile, lighthouse }: WebOptions,
  core: number | undefined,
): Promise<readonly Figures[] | Skipped> {
  const browser = chromium();
  if ("missing" in browser) return { skipped: browser.missing };
  if (!existsSync(exportFile)) return { skipped: `no export at ${exportFile}: set WARBLER_BENCH_EXPORT` };
  const scriptsKiB = (await brotliBytes(await initialFiles("js"))) / KIB;
  const search = await withPage<typeof searchPage, Readonly<Record<1 | 2 | 4, readonly number[]>>>(
    new URL("./search.page.ts", import.meta.url).href,
    ({ call }) => call("searchHere"),
  );
  await using stage = await openStage({ exportFile, core, executablePath: browser.path });
  const { page, rooms, origin } = stage;
  const [largest] = rooms;
  if (largest === undefined) return { skipped: "the export has no messages" };
  const switches = await switchRooms(page, rooms);
  const url = `${origin}/rooms/${largest.id}`;
  await page.goto(url);
  await page.getByRole("log").locator("article").first().waitFor();
  const sends = await sendMessages(page);
  const scrolled = await scrollUp(page);
  const paints = await largestPaintsMs(stage, url);
  const marks = lighthouse === undefined ? {} : await lighthouseMarks(lighthouse, url, stage.debuggingPort);
  return [
    {
      "scripts of the chat route KiB": scriptsKiB,
      "messages in the room": largest.lastSeq,
      "LCP ms": median(paints),
      "room switch p95 ms": percentile(switches, 95),
      "send to visible p95 ms": percentile(sends, 95),
      "search, 1 character, p95 ms": percentile(search[1], 95),
      "search, 2 characters, p95 ms": percentile(search[2], 95),
      "search, 4 characters, p95 ms": percentile(search[4], 95),
      "blank frames": scrolled.blankFrames,
      "scroll frame p95 ms": percentile(scrolled.frameMs, 95),
      "messages scrolled past": scrolled.messages,
      ...marks,
    },
  ];
}
