// What a person waits for in the web client, measured inside its page from the act to the frame that shows its end.
import type { Page } from "playwright-core";
import type { Stage } from "./stage.ts";

const SWITCHED_ROOMS = 20;
const SENT_MESSAGES = 20;
const WHEEL_STEPS = 150;
const WHEEL_PIXELS = 400;

/** From the click on a room in the list to its messages; each room is opened for the first time and a second time. */
export async function switchRooms(page: Page, rooms: Stage["rooms"]): Promise<readonly number[]> {
  const ids = rooms.slice(0, SWITCHED_ROOMS).map(({ id }) => id);
  return page.evaluate(
    async (order) => {
      const frame = () => new Promise(requestAnimationFrame);
      const times: number[] = [];
      for (const id of order) {
        const link = document.querySelector<HTMLElement>(`nav a[href="/rooms/${id}"]`);
        if (link === null) throw new Error(`expected the room ${id} in the list`);
        const startMs = performance.now();
        link.click();
        do await frame();
        while (document.querySelector('[role="log"] article') === null);
        await frame();
        times.push(performance.now() - startMs);
      }
      return times;
    },
    [...ids, ...ids],
  );
}

/** From the Enter to the message in its room. */
export async function sendMessages(page: Page): Promise<readonly number[]> {
  return page.evaluate(async (count) => {
    const frame = () => new Promise(requestAnimationFrame);
    const box = document.querySelector<HTMLTextAreaElement>("main textarea");
    const setValue = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value")?.set;
    if (box === null || setValue === undefined) throw new Error("expected a box to write in");
    const times: number[] = [];
    for (let number = 1; number <= count; number++) {
      const text = `a message of the benchmark, ${number} of ${count}`;
      setValue.call(box, text);
      box.dispatchEvent(new Event("input", { bubbles: true }));
      await frame();
      const startMs = performance.now();
      box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
      const isShown = () => [...document.querySelectorAll("article")].some((row) => row.textContent?.includes(text));
      do await frame();
      while (!isShown());
      times.push(performance.now() - startMs);
      for (let at = 0; at < 10; at++) await frame();
    }
    return times;
  }, SENT_MESSAGES);
}

export interface Scrolled {
  readonly frameMs: readonly number[];
  readonly blankFrames: number;
  readonly messages: number;
}

/** Up through history by the wheel. A frame is blank where a part of the list shows neither a row nor that more is loaded. */
export async function scrollUp(page: Page): Promise<Scrolled> {
  const list = page.getByRole("log");
  const place = await list.boundingBox();
  if (place === null) throw new Error("expected a list of messages");
  await page.mouse.move(place.x + place.width / 2, place.y + place.height / 2);
  const watch = await list.evaluateHandle((log) => {
    const seen = { frameMs: [] as number[], blankFrames: 0, seqs: new Set<string>(), isOver: false };
    let lastMs = performance.now();
    const look = (nowMs: number) => {
      seen.frameMs.push(nowMs - lastMs);
      lastMs = nowMs;
      const { left, top, width, height } = log.getBoundingClientRect();
      const isCovered = [0.1, 0.5, 0.9].every((part) => {
        const under = document.elementFromPoint(left + width / 2, top + height * part);
        return under?.closest("[data-index], p, button") !== null;
      });
      if (!isCovered) seen.blankFrames++;
      for (const row of log.querySelectorAll("article[data-seq]")) seen.seqs.add(row.getAttribute("data-seq") ?? "");
      if (!seen.isOver) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    return seen;
  });
  for (let step = 0; step < WHEEL_STEPS; step++) await page.mouse.wheel(0, -WHEEL_PIXELS);
  return watch.evaluate((seen) => {
    seen.isOver = true;
    return { frameMs: seen.frameMs.slice(1), blankFrames: seen.blankFrames, messages: seen.seqs.size };
  });
}

/** Largest Contentful Paint of a room, with nothing of the page's files kept. A page that is not looked at has none. */
export async function largestPaintMs(page: Page, url: string): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.setCacheDisabled", { cacheDisabled: true });
  await devtools.send("Network.setBypassServiceWorker", { bypass: true });
  await page.goto("about:blank");
  await page.goto(url);
  await page.getByRole("log").locator("article").first().waitFor();
  const paintMs = await page.evaluate(largestSoFarMs);
  await devtools.detach();
  return paintMs;
}

/** Once what is in the document was painted: a row is there a frame before it is seen. */
async function largestSoFarMs(): Promise<number> {
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  const { promise, resolve } = Promise.withResolvers<number>();
  const told = (list: PerformanceObserverEntryList) => resolve(list.getEntries().at(-1)?.startTime ?? 0);
  new PerformanceObserver(told).observe({ type: "largest-contentful-paint", buffered: true });
  return promise;
}
