import { chromium as playwright } from "playwright-core";
import { expect, test } from "vitest";
import { chromium } from "../../../../tools/browser/chromium.ts";
import { largestPaintMs, scrollUp, sendMessages, switchRooms } from "../measures.ts";
import { openReferenceSite } from "./site.ts";

const browserHere = chromium();
const rooms = [1, 2].map((number) => ({ id: `room-${number}`, name: `room ${number}`, lastSeq: 60 }));

test.skipIf("missing" in browserHere)("the reference page is measured as the web client is", async () => {
  if ("missing" in browserHere) return;
  await using browser = await playwright.launch({ executablePath: browserHere.path });
  await using site = await openReferenceSite(rooms);
  const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
  await page.goto(site.origin);
  expect(await switchRooms(page, rooms)).toHaveLength(4);
  expect(await page.locator("article").count()).toBe(60);
  await sendMessages(page);
  expect(await page.locator("article").last().innerText()).toContain("20 of 20");
  await page.goto(`${site.origin}/rooms/room-1?rows=300`);
  expect(await scrollUp(page)).toMatchObject({ blankFrames: 0, messages: 300 });
  expect(await largestPaintMs(page, `${site.origin}/rooms/room-1`)).toBeGreaterThan(0);
});
