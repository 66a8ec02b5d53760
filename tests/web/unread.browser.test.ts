/** A room with more unread than fits opens where one stopped reading, and only what was in sight counts as read. */
import type { Warbler } from "@warbler/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { en as words } from "../../apps/web/src/words/en.ts";
import { lookAt } from "./look-at.ts";
import { startWebWorld, type WebWorld, type Window } from "./web-world.ts";

const MANY = 92;

let world: WebWorld;
let anna: Window;
let bob: Window;
let sdk: Warbler;
const found: string[] = [];

beforeAll(async () => {
  world = await startWebWorld();
  ({ anna, bob } = await world.two("kitchen", "hello"));
  sdk = await world.sdk("anna");
});
afterAll(async () => {
  await sdk.close();
  await world[Symbol.asyncDispose]();
});

/** Says many things in a room, and gives the numbers of the first and the last. */
async function sayMany(name: string, what: string): Promise<{ readonly first: number; readonly last: number }> {
  const room = await roomNamed(name);
  const said = Array.from({ length: MANY }, (_, index) => room.send({ text: `${what} ${index + 1}.` }));
  await Promise.all(said.map(({ settled }) => settled));
  const all = await room.history({ limit: MANY });
  return { first: all[0]?.seq ?? 0, last: all.at(-1)?.seq ?? 0 };
}

async function roomNamed(name: string) {
  const room = (await sdk.rooms()).find((one) => one.name === name);
  if (room === undefined) throw new Error(`expected a room named ${name}`);
  return room;
}

/** How far the others have read. */
async function readBy(name: string): Promise<number> {
  const readers = await (await roomNamed(name)).readers();
  return Math.max(0, ...readers.filter(({ account }) => account !== sdk.account).map(({ seq }) => seq));
}

/** Whether a whole line stands within the list. */
const inSight = ({ page }: Window, text: string) =>
  page.getByText(text, { exact: true }).evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    const frame = element.closest('[role="log"]')?.getBoundingClientRect();
    return frame !== undefined && top >= frame.top && bottom <= frame.bottom + 1;
  });

test("a room opens at the first unread line, and nothing below what was in sight is read", async () => {
  await bob.page.goto(world.url);
  const { first, last } = await sayMany("kitchen", "Line");
  await bob.page.getByRole("img", { name: words.sidebar.unread(MANY) }).waitFor();
  await bob.openRoom("kitchen");
  await bob.sees("Line 1.");
  await bob.page.getByText(words.timeline.unread, { exact: true }).waitFor();
  await expect.poll(() => inSight(bob, "Line 1.")).toBe(true);
  await expect.poll(() => readBy("kitchen")).toBeGreaterThanOrEqual(first);
  expect(await bob.page.getByText(`Line ${MANY}.`, { exact: true }).count()).toBe(0);
  expect(await readBy("kitchen")).toBeLessThan(last);
  await anna.message(`Line ${MANY}.`).getByRole("img", { name: words.message.sent }).waitFor();
  await lookAt(bob, "unread", found);
  await bob.page.getByRole("button", { name: /new messages/ }).click();
  await expect.poll(() => inSight(bob, `Line ${MANY}.`)).toBe(true);
  await anna.message(`Line ${MANY}.`).getByRole("img", { name: words.message.read }).waitFor();
});

test("what is read by scrolling is read no further than it was scrolled", async () => {
  await bob.page.goto(world.url);
  const { last } = await sayMany("kitchen", "Row");
  await bob.openRoom("kitchen");
  await expect.poll(() => inSight(bob, "Row 1.")).toBe(true);
  const before = await readBy("kitchen");
  await bob.page.getByText("Row 1.", { exact: true }).hover();
  await bob.page.mouse.wheel(0, 500);
  await expect.poll(() => readBy("kitchen")).toBeGreaterThan(before);
  expect(await readBy("kitchen")).toBeLessThan(last);
  await expect
    .poll(async () => {
      await bob.page.mouse.wheel(0, 400);
      return readBy("kitchen");
    })
    .toBe(last);
  await expect.poll(() => inSight(bob, `Row ${MANY}.`)).toBe(true);
});

test("a way to the newest message reads nothing that it passed over, and offers the first", async () => {
  await bob.page.goto(world.url);
  const { first, last } = await sayMany("kitchen", "Part");
  await bob.page.goto(`${world.url}/rooms/${(await roomNamed("kitchen")).id}/${last}`);
  await expect.poll(() => inSight(bob, `Part ${MANY}.`)).toBe(true);
  const back = bob.page.getByRole("button", { name: words.timeline.toFirst(MANY) });
  await back.waitFor();
  await lookAt(bob, "unread-passed-over", found);
  expect(await readBy("kitchen")).toBeLessThan(first);
  await back.click();
  await expect.poll(() => inSight(bob, "Part 1.")).toBe(true);
  await expect.poll(() => readBy("kitchen")).toBeGreaterThanOrEqual(first);
  expect(await readBy("kitchen")).toBeLessThan(last);
  await back.waitFor({ state: "detached" });
});

test("who passes over unread messages can count them as read", async () => {
  await bob.page.goto(world.url);
  const { last } = await sayMany("kitchen", "Piece");
  await bob.page.goto(`${world.url}/rooms/${(await roomNamed("kitchen")).id}/${last}`);
  await expect.poll(() => inSight(bob, `Piece ${MANY}.`)).toBe(true);
  await bob.press(words.timeline.countAsRead);
  await expect.poll(() => readBy("kitchen")).toBe(last);
});

test("who was let in and never came begins with the first that was said since", async () => {
  await world.newRoom(anna, "pantry");
  const carl = await world.join(anna, "Carl Dahl", ["pantry"]);
  const { last } = await sayMany("pantry", "Word");
  // All of them have come to Carl: what comes while a room is open is read there.
  await carl.page.getByRole("img", { name: words.sidebar.unread(MANY) }).waitFor();
  await carl.openRoom("pantry");
  await expect.poll(() => inSight(carl, "Word 1.")).toBe(true);
  expect(await readBy("pantry")).toBeLessThan(last);
});

test("axe objects to nothing", () => {
  expect(found).toEqual([]);
});
