/** Reporting a message to security, as people meet it: what is disclosed is said before, and who wrote it is checked. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { en } from "../../apps/web/src/reports/words/en.ts";
import { zh } from "../../apps/web/src/reports/words/zh.ts";
import { en as words } from "../../apps/web/src/words/en.ts";
import { lookAt } from "./look-at.ts";
import { startWebWorld, type WebWorld, type Window } from "./web-world.ts";

let world: WebWorld;
let anna: Window;
let bob: Window;
const found: string[] = [];

beforeAll(async () => {
  world = await startWebWorld();
  ({ anna, bob } = await world.two("kitchen", "an earlier word", { endToEnd: true }));
  await world.join(anna, "Olga Ost");
});
afterAll(() => world[Symbol.asyncDispose]());

test("Anna reports a message of an end-to-end room, having been told what that discloses", async () => {
  await bob.say("send me your password");
  await anna.sees("send me your password");
  await anna.choose("send me your password", words.message.report);
  const dialog = anna.page.getByRole("dialog");
  await dialog.getByText(en.endToEnd).waitFor();
  await dialog.getByLabel(en.note).fill("this is not like Bob");
  await dialog.getByRole("switch", { name: en.context }).check();
  await lookAt(anna, "report-dialog", found);
  await dialog.getByRole("button", { name: en.send }).click();
  await anna.page.getByText(en.sent).waitFor();
  await anna.choose("send me your password", words.message.report);
  await dialog.getByRole("button", { name: en.send }).click();
  await dialog.getByText("You have reported this message already.").waitFor();
  await anna.page.keyboard.press("Escape");
});

test("whoever looks after security reads exactly what was disclosed, and that its author's device signed it", async () => {
  const { page } = anna;
  await page.goto(`${world.url}/admin/reports`);
  await page.getByText("this is not like Bob").waitFor();
  await anna.press(en.open);
  await page.getByText("send me your password").waitFor();
  await page.getByText("an earlier word").waitFor();
  expect(await page.getByText(en.authorship.device).count()).toBe(2);
  await page.getByText(en.notJudge).waitFor();
  await lookAt(anna, "report-inbox", found);
  await anna.press(en.take);
  await page.getByText(en.empty).waitFor();
});

test("the reporter sees what became of it, in Chinese too", async () => {
  const { page } = anna;
  await page.goto(`${world.url}/settings/reports`);
  await page.getByText(en.states.taken).waitFor();
  await lookAt(anna, "own-reports", found);
  await page.goto(`${world.url}/settings/appearance`);
  await page.getByRole("radio", { name: "简体中文" }).click();
  await page.goto(`${world.url}/settings/reports`);
  await page.getByText(zh.states.taken).waitFor();
  await lookAt(anna, "own-reports-zh", found);
});

test("axe objects to nothing, and nothing broke the policy", () => {
  expect(found).toEqual([]);
  const isRefusal = (text: string) => text.includes("409");
  for (const { complaints } of [anna, bob]) expect(complaints.filter((one) => !isRefusal(one))).toEqual([]);
});
