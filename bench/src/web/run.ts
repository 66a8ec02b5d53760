// The web client in a real Chromium, with a real community's history in it.
import { existsSync } from "node:fs";
import type { Page } from "playwright-core";
import { chromium } from "../../../tools/browser/chromium.ts";
import { brotliBytes, initialFiles } from "../../../tools/browser/web-bundle.ts";
import { withPage } from "../../../tools/browser/with-page.ts";
import { onEveryCore } from "../machine.ts";
import type { LibraryScenario } from "../mls/run.ts";
import { summarise } from "../runner.ts";
import type { Figures, Skipped } from "../scenario.ts";
import { median, percentile } from "../statistics.ts";
import { lighthouseMarks } from "./lighthouse.ts";
import { largestPaintMs, scrollUp, sendMessages, switchRooms } from "./measures.ts";
import { openReferenceSite } from "./reference/site.ts";
import type * as searchPage from "./search.page.ts";
import { openStage, type Stage } from "./stage.ts";

const KIB = 1024;
const PAINTS = 5;
/** A page that was loaded reads ahead a little. */
const REST_MS = 2_000;

export interface WebOptions {
  readonly exportFile: string;
  /** Where Lighthouse is installed, if anywhere. */
  readonly lighthouse: string | undefined;
}

/** A page that is measured, and where. */
interface Subject {
  readonly page: Page;
  readonly rooms: Stage["rooms"];
  /** The list of rooms. */
  readonly listUrl: string;
  /** The largest room, as it is opened, and as one scrolls through it. */
  readonly url: string;
  readonly historyUrl: string;
}

export function webClient(options: WebOptions): LibraryScenario {
  return {
    name: "web",
    run: async (core) => {
      const startedAt = performance.now();
      const measured = () => measure(options, core);
      const [reference, warbler] = await (core === undefined ? measured() : onEveryCore(measured));
      const servers = [summarise("web", "reference", reference, []), summarise("web", "warbler", warbler, reference)];
      return { scenario: "web", elapsedMs: performance.now() - startedAt, servers };
    },
  };
}

type Rounds = readonly Figures[] | Skipped;

/** Of the reference page, then of Warbler's. */
async function measure(
  { exportFile, lighthouse }: WebOptions,
  core: number | undefined,
): Promise<readonly [Rounds, Rounds]> {
  const neither = (skipped: string) => [{ skipped }, { skipped }] as const;
  const browser = chromium();
  if ("missing" in browser) return neither(browser.missing);
  if (!existsSync(exportFile)) return neither(`no export at ${exportFile}: set WARBLER_BENCH_EXPORT`);
  const scriptsKiB = (await brotliBytes(await initialFiles("js"))) / KIB;
  const search = await withPage<typeof searchPage, Readonly<Record<1 | 2 | 4, readonly number[]>>>(
    new URL("./search.page.ts", import.meta.url).href,
    ({ call }) => call("searchHere"),
  );
  await using stage = await openStage({ exportFile, core, executablePath: browser.path });
  const { page, rooms, origin } = stage;
  const [largest] = rooms;
  if (largest === undefined) return neither("the export has no messages");
  const url = `${origin}/rooms/${largest.id}`;
  await using site = await openReferenceSite(rooms);
  const plainUrl = `${site.origin}/rooms/${largest.id}`;
  const plain = {
    page: await stage.context.newPage(),
    rooms,
    listUrl: site.origin,
    url: plainUrl,
    historyUrl: `${plainUrl}?rows=1500`,
  };
  await plain.page.goto(site.origin);
  const [reference, warbler] = await measureInTurn([plain, { page, rooms, listUrl: origin, url, historyUrl: url }]);
  const marks = lighthouse === undefined ? {} : await lighthouseMarks(lighthouse, url, stage.debuggingPort);
  return [
    [reference],
    [
      {
        "scripts of the chat route KiB": scriptsKiB,
        "messages in the room": largest.lastSeq,
        ...warbler,
        "search, 1 character, p95 ms": percentile(search[1], 95),
        "search, 2 characters, p95 ms": percentile(search[2], 95),
        "search, 4 characters, p95 ms": percentile(search[4], 95),
        ...marks,
      },
    ],
  ];
}

/** Each act on one page and then at once on the other, so that what else the machine does falls on both. */
async function measureInTurn(subjects: readonly [Subject, Subject]): Promise<readonly [Figures, Figures]> {
  const inTurn = async <T>(act: (subject: Subject) => Promise<T>): Promise<readonly [T, T]> => {
    const looked = async (subject: Subject) => {
      await subject.page.bringToFront();
      return act(subject);
    };
    return [await looked(subjects[0]), await looked(subjects[1])];
  };
  const open = async (page: Page, url: string) => {
    await page.goto(url);
    await page.getByRole("log").locator("article").first().waitFor();
  };
  const firstSwitches = await inTurn(({ page, rooms }) => switchRooms(page, rooms));
  const switches = await inTurn(async ({ page, rooms, listUrl }) => {
    await page.goto("about:blank");
    await page.goto(listUrl);
    await page.locator("nav a").first().waitFor();
    await page.waitForTimeout(REST_MS);
    return switchRooms(page, rooms);
  });
  const sends = await inTurn(async ({ page, url }) => {
    await open(page, url);
    return sendMessages(page);
  });
  const scrolled = await inTurn(async ({ page, historyUrl }) => {
    await open(page, historyUrl);
    return scrollUp(page);
  });
  const paints: (readonly [number, number])[] = [];
  for (let round = 0; round < PAINTS; round++) paints.push(await inTurn(({ page, url }) => largestPaintMs(page, url)));
  const figuresOf = (at: 0 | 1): Figures => ({
    "LCP ms": median(paints.map((pair) => pair[at])),
    "room switch right after the first sign-in p95 ms": percentile(firstSwitches[at], 95),
    "room switch p95 ms": percentile(switches[at], 95),
    "send to visible p95 ms": percentile(sends[at], 95),
    "blank frames": scrolled[at].blankFrames,
    "scroll frame p95 ms": percentile(scrolled[at].frameMs, 95),
    "messages scrolled past": scrolled[at].messages,
  });
  return [figuresOf(0), figuresOf(1)];
}
