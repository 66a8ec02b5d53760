/** On a phone the list of rooms says what has to be said; and a new password is measured by what the organisation asks. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { en as security } from "../../apps/web/src/security/words/en.ts";
import { en as words } from "../../apps/web/src/words/en.ts";
import { lookAt } from "./look-at.ts";
import { startWebWorld, type WebWorld, type Window } from "./web-world.ts";

let world: WebWorld;
let anna: Window;
const found: string[] = [];

beforeAll(async () => {
  world = await startWebWorld();
  ({ anna } = await world.two("kitchen", "hello", { endToEnd: true }));
});
afterAll(() => world[Symbol.asyncDispose]());

test("the list of rooms says on a narrow screen that recovery is missing, and a wide one says it once", async () => {
  const { page } = anna;
  const reminder = page.getByText(security.notice.none).filter({ visible: true });
  await page.goto(world.url);
  await expect.poll(() => reminder.count(), { timeout: 20_000 }).toBe(1);
  await page.setViewportSize({ width: 390, height: 780 });
  await page.getByRole("link", { name: /kitchen/ }).waitFor();
  await expect.poll(() => reminder.count(), { timeout: 20_000 }).toBe(1);
  await lookAt(anna, "narrow-home", found);
  await page.setViewportSize({ width: 1280, height: 720 });
});

test("who joins and who changes a password are told the length that the organisation asks for", async () => {
  const { page } = anna;
  await page.goto(`${world.url}/admin/sign-in`);
  await page.getByLabel(security.factors.minChars).fill("22");
  await anna.press(words.common.save);
  await page.getByText(security.factors.saved).waitFor();
  await page.goto(`${world.url}/settings/password`);
  await page.getByText(words.passwords.hint(22)).waitFor();
  const stranger = await world.open();
  await stranger.page.goto(`${world.url}/join#t=${"A".repeat(43)}`);
  await stranger.page.getByText(words.passwords.hint(22)).waitFor();
  await stranger.page.getByLabel(words.account.password, { exact: true }).fill("seven green bird");
  await stranger.page.getByText(words.passwords.missing(6)).waitFor();
});

test("axe objects to nothing", () => {
  expect(found).toEqual([]);
});
