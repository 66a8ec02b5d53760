/** An access review as officers and reviewers meet it, in both languages; axe objects to nothing on any screen. */
import { readFile } from "node:fs/promises";
import { verifyReviewResult } from "@warbler/sdk/admin";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lookAt } from "./look-at.ts";
import { PASSWORD, startWebWorld, type WebWorld, type Window } from "./web-world.ts";

let world: WebWorld;
let anna: Window;
let bob: Window;
let cara: Window;
const found: string[] = [];

beforeAll(async () => {
  world = await startWebWorld();
  anna = await world.setUp("Anna Lind");
  await world.newRoom(anna, "field trip");
  bob = await world.join(anna, "Bob Berg", ["field trip"]);
  cara = await joinAsOfficer("Cara Wu");
});
afterAll(() => world[Symbol.asyncDispose]());

/** By an invitation as security officer. */
async function joinAsOfficer(name: string): Promise<Window> {
  const { page } = anna;
  await page.getByRole("button", { name: "New", exact: true }).click();
  await page.getByRole("menuitem", { name: "Invite someone" }).click();
  await page
    .getByRole("dialog")
    .getByRole("radio", { name: /security officer/i })
    .check();
  await anna.press("Make the link");
  const link = await page.getByRole("dialog").locator("code").innerText();
  await anna.press("Done");
  const window = await world.open();
  await window.page.goto(link);
  await window.page.getByLabel("Your name").fill(name);
  await window.page.getByLabel("Sign-in name").fill("cara");
  await window.page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await window.press("Join");
  await window.page.getByRole("navigation", { name: "Rooms" }).waitFor();
  return window;
}

async function speak({ page }: Window, name: "English" | "中文"): Promise<void> {
  const here = page.url();
  await page.goto(`${world.url}/settings/appearance`);
  await page.getByRole("radio", { name }).click();
  await page.goto(here);
}

test("an owner sees how much a review is before starting it, and follows it", async () => {
  const { page } = anna;
  await page.goto(`${world.url}/admin/reviews`);
  await page.getByText("There has been no review yet.").waitFor();
  await lookAt(anna, "reviews-none", found);
  await anna.press("New review");
  await page.getByLabel("Name", { exact: true }).fill("Yearly");
  await page.getByLabel("Why", { exact: true }).fill("The year is over");
  await page.getByLabel("Whose access").selectOption("members");
  await page.getByRole("button", { name: /Anna Lind/ }).click();
  await anna.press("See how much it is");
  await page.getByText("3 grants of 3 people").waitFor();
  await page.getByText("3 that none of the reviewers may decide").waitFor();
  await lookAt(anna, "reviews-new", found);
  await page.getByRole("button", { name: /Bob Berg/ }).click();
  await anna.press("See how much it is");
  await page.getByText("These may not decide in a review: Bob Berg").waitFor();
  expect(await page.getByRole("button", { name: "Start the review" }).isDisabled()).toBe(true);
  await page.getByRole("button", { name: "Bob Berg", exact: true }).click();
  await page.getByLabel("Whose access").selectOption("role");
  await page.getByLabel("Which role").selectOption("security-officer");
  await anna.press("See how much it is");
  await page.getByText("1 grant of 1 person").waitFor();
  await page.getByLabel("Whose access").selectOption("room");
  await page.getByLabel("Which room").selectOption({ label: "field trip" });
  // Its owners decide, and nobody else is asked.
  expect(await page.getByRole("group", { name: "Who decides" }).count()).toBe(0);
  await anna.press("See how much it is");
  await page.getByText("2 grants of 2 people in 1 room").waitFor();
});

test("a series that an event begins has no scope of its own, is listed, and ends", async () => {
  const { page } = anna;
  await page.getByLabel("Whose access").selectOption("role");
  // The event says whom it is about: there is nothing to choose, and nothing to count yet.
  await page.getByLabel("How often").selectOption("role-change");
  await expect.poll(() => page.getByLabel("Whose access").count()).toBe(0);
  expect(await page.getByRole("button", { name: "See how much it is" }).count()).toBe(0);
  await lookAt(anna, "reviews-event", found);
  const [begun] = await Promise.all([page.waitForRequest(/\/api\/review-series$/), anna.press("Begin the series")]);
  expect(begun.postDataJSON()).toMatchObject({ repeat: "role-change" });
  expect(begun.postDataJSON()).not.toHaveProperty("scope");
  await page.getByText("whenever somebody's role changes, about that person").waitFor();
  await anna.press("End the series");
  await page.getByText("No series.").waitFor();
});

test("a room's owner is told in the chat, decides by keyboard, and the person is out", async () => {
  const { page } = anna;
  await page.goto(`${world.url}/admin/reviews/new`);
  await page.getByLabel("Name", { exact: true }).fill("Rooms");
  await page.getByLabel("Why", { exact: true }).fill("The trip is over");
  await page.getByLabel("Whose access").selectOption("rooms");
  const reminders = page.getByRole("group", { name: "Remind who has something left" });
  await reminders.getByLabel("3 days before it is due").check();
  await reminders.getByLabel("7 days before it is due").uncheck();
  expect(await reminders.getByRole("checkbox").count()).toBe(3);
  await anna.press("See how much it is");
  await page.getByText("in 1 room").waitFor();
  const [started] = await Promise.all([page.waitForRequest(/\/api\/reviews$/), anna.press("Start the review")]);
  expect(started.postDataJSON()).toMatchObject({ reminderDays: [1, 3] });
  await page.getByText("who is in a room stays theirs to know").waitFor();
  await page.goto(world.url);
  await page.getByText("1 decision in an access review waits for you.").waitFor();
  await lookAt(anna, "review-banner", found);
  await anna.press("Look");
  await page.getByText("Who is in field trip").waitFor();
  await lookAt(anna, "review-inbox", found);
  await anna.press("Decide");
  const grant = page.getByRole("article", { name: "member" });
  await grant.waitFor();
  await lookAt(anna, "review-items", found);
  await grant.focus();
  await page.keyboard.press("r");
  await page.getByLabel("Why", { exact: true }).fill("He did not come along");
  await lookAt(anna, "review-reason", found);
  await page.keyboard.press("Enter");
  await page.getByText("Removed.").waitFor();
  await page.getByText("All decided").first().waitFor();
  await bob.page.locator("nav").getByRole("link", { name: "field trip" }).waitFor({ state: "detached" });
});

test("a reviewer keeps several at once after seeing them, and an officer saves a result that verifies", async () => {
  const { page } = anna;
  await page.goto(`${world.url}/admin/reviews/new`);
  await page.getByLabel("Name", { exact: true }).fill("Two people");
  await page.getByLabel("Why", { exact: true }).fill("A look at two");
  await page.getByLabel("Whose access").selectOption("people");
  const [whose, who] = [page.getByRole("group", { name: "Whose" }), page.getByRole("group", { name: "Who decides" })];
  await whose.getByRole("button", { name: /Bob Berg/ }).click();
  await whose.getByRole("button", { name: /Anna Lind/ }).click();
  await who.getByRole("button", { name: /Cara Wu/ }).click();
  await anna.press("See how much it is");
  await page.getByText("2 grants of 2 people").waitFor();
  await anna.press("Start the review");
  await page.getByText("Nobody has decided anything yet.").waitFor();
  await cara.page.goto(`${world.url}/settings/reviews`);
  await cara.press("Decide");
  await cara.page.getByRole("article", { name: "owner" }).waitFor();
  await lookAt(cara, "review-items-roles", found);
  await cara.press("Keep the 2 shown…");
  await cara.page.getByRole("dialog").getByLabel("Why").fill("Both are needed");
  await lookAt(cara, "review-bulk", found);
  await cara.page.keyboard.press("Escape");
  await speak(cara, "中文");
  await cara.page.getByRole("button", { name: "开始决定" }).click();
  await cara.page.getByRole("article", { name: "成员" }).waitFor();
  await lookAt(cara, "review-items-zh", found);
  await cara.press("保留所示的 2 项…");
  await cara.page.getByRole("dialog").getByLabel("原因").fill("仍然需要");
  await cara.press("签名并保留");
  await cara.page.getByText("没有待处理的复核。").waitFor();
  await page.getByRole("heading", { name: "Result" }).waitFor();
  await lookAt(anna, "review-result", found);
  const [download] = await Promise.all([page.waitForEvent("download"), anna.press("Save the signed result")]);
  const text = await readFile(await download.path(), "utf8");
  expect(await verifyReviewResult(text)).toMatchObject({ ok: true });
  await speak(anna, "中文");
  await page.getByRole("heading", { name: "结果" }).waitFor();
  await lookAt(anna, "review-result-zh", found);
  await page.goto(`${world.url}/admin/reviews`);
  await page.getByText("已结束").first().waitFor();
  await lookAt(anna, "reviews-zh", found);
  await page.goto(`${world.url}/admin/reviews/new`);
  await page.getByLabel("复核范围").waitFor();
  await lookAt(anna, "reviews-new-zh", found);
});

test("an owner names who answers for a secret of the server, and a review of all of them waits for that", async () => {
  const { page } = anna;
  await page.goto(`${world.url}/admin/reviews`);
  await speak(anna, "English");
  const root = page.locator('[data-server-key="root-key"]');
  await root.getByText("Nobody answers for it.").waitFor();
  await root.getByRole("button", { name: "Name somebody" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Bob Berg").click();
  await dialog.getByLabel("Why", { exact: true }).fill("He runs the machine");
  await lookAt(anna, "reviews-custodian", found);
  await anna.press("Name somebody");
  await root.getByText(/^Bob Berg, since/).waitFor();
  await lookAt(anna, "reviews-server-keys", found);
  await anna.press("New review");
  await page.getByLabel("Name", { exact: true }).fill("Keys");
  await page.getByLabel("Why", { exact: true }).fill("The year is over");
  await page.getByLabel("Whose access").selectOption("keys");
  await page.getByText("Cara Wu").first().click();
  await anna.press("See how much it is");
  await page.getByText(/^1 grant of 1 person/).waitFor();
  await page.getByText("Nobody answers for this yet: signing key of the audit log").waitFor();
  expect(await page.getByRole("button", { name: "Start the review" }).isDisabled()).toBe(true);
  await speak(anna, "中文");
  await page.goto(`${world.url}/admin/reviews`);
  await page
    .locator('[data-server-key="root-key"]')
    .getByText(/^Bob Berg，自/)
    .waitFor();
  await lookAt(anna, "reviews-server-keys-zh", found);
  await speak(anna, "English");
});

test("axe objects to nothing, and the console of the browser to nothing either", () => {
  expect(found).toEqual([]);
  for (const { complaints } of world.windows) expect(complaints).toEqual([]);
  expect(cara.complaints).toEqual([]);
});
