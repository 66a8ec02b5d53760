/** What people know from other chats, each tried once in real windows. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { lookAt } from "./look-at.ts";
import { startWebWorld, type WebWorld, type Window } from "./web-world.ts";

let world: WebWorld;
let anna: Window;
let bob: Window;
const found: string[] = [];

beforeAll(async () => {
  world = await startWebWorld({ wholeChromium: true, serviceWorkers: "block" });
  ({ anna, bob } = await world.two("kitchen", "Tea is ready"));
});
afterAll(() => world[Symbol.asyncDispose]());

test("history tells what happened to the room, also to whoever opens it later", async () => {
  await bob.page.getByText("Anna Lind made the room").waitFor();
  await bob.page.reload();
  await bob.page.getByText("Anna Lind made the room").waitFor();
  await bob.page.getByText("Bob Berg joined").waitFor();
});

test("an emoji is completed behind a colon, by its English and its Chinese name", async () => {
  const { page } = anna;
  await anna.box.pressSequentially("done :tada");
  await page.getByRole("option", { name: "🎉" }).waitFor();
  await anna.box.press("Enter");
  await anna.box.pressSequentially(":茶");
  await page.getByRole("option", { name: "🍵" }).first().waitFor();
  await page.getByRole("option", { name: "🍵" }).first().click();
  expect(await anna.box.inputValue()).toBe("done 🎉 🍵 ");
  await anna.box.press("Enter");
  await bob.sees("done 🎉 🍵");
});

test("the picker has every emoji, found by name", async () => {
  const { page } = anna;
  await anna.press("Emoji");
  await page.getByRole("searchbox", { name: "Find an emoji" }).fill("otter");
  await page.getByRole("button", { name: "🦦", exact: true }).click();
  expect(await anna.box.inputValue()).toBe("🦦");
  await anna.box.fill("");
});

test("a slash command does what it says, and what is no command is sent as it is", async () => {
  const { page } = anna;
  await anna.box.pressSequentially("/sta");
  await page.getByRole("option", { name: "/status" }).click();
  await anna.box.pressSequentially("在开会");
  await anna.box.press("Enter");
  await page.locator("nav footer").getByText("在开会").waitFor();
  await bob.press("2 people");
  await bob.page.locator("aside").getByText("在开会").waitFor();
  await bob.press("Close");
  await anna.say("/me pours tea");
  await bob.sees("pours tea");
  expect(await bob.message("/me").count()).toBe(0);
  await anna.say("/etc/hosts is a file");
  await bob.sees("/etc/hosts is a file");
});

test("marks around a selection are put by a key and by the bar", async () => {
  await anna.box.fill("strong word");
  await anna.box.press("Control+a");
  await anna.box.press("Control+b");
  expect(await anna.box.inputValue()).toBe("**strong word**");
  await anna.press("Formatting");
  await anna.press("Struck through");
  expect(await anna.box.inputValue()).toBe("**~~strong word~~**");
  await anna.box.fill("");
  await anna.press("Formatting");
});

test("in a thread one changes and answers what stands there, and what one began to write waits for that thread alone", async () => {
  const aside = bob.page.locator("aside");
  const box = aside.locator("textarea");
  const inThread = (text: string) => aside.locator("article", { hasText: text }).last();
  const thread = bob.message("Tea is ready").first();
  await thread.hover();
  await thread.getByRole("button", { name: "Thread" }).click();
  await box.fill("I take wto");
  await box.press("Enter");
  await inThread("I take wto")
    .getByRole("img", { name: /Sent|Read/ })
    .waitFor();
  await box.press("ArrowUp");
  await expect.poll(() => box.inputValue()).toBe("I take wto");
  expect(await bob.box.inputValue()).toBe("");
  await box.fill("I take two");
  await box.press("Enter");
  await inThread("I take two").getByText("edited").waitFor();
  await inThread("I take two").hover();
  await inThread("I take two").getByRole("button", { name: "Reply" }).click();
  await aside.getByText("Reply to Bob Berg").waitFor();
  expect(await bob.page.locator("main").getByText("Reply to Bob Berg").count()).toBe(0);
  await box.fill("With lemon");
  await box.press("Enter");
  await inThread("With lemon")
    .getByRole("button", { name: /I take two/ })
    .waitFor();
  await box.fill("And for the");
  await bob.box.fill("Meanwhile in the room");
  await bob.press("Close");
  await bob.press("Settings");
  await bob.press("Back to the messages");
  await bob.openRoom("kitchen");
  await expect.poll(() => bob.box.inputValue()).toBe("Meanwhile in the room");
  await bob.message("Tea is ready").getByRole("button", { name: "2 replies" }).click();
  await expect.poll(() => box.inputValue()).toBe("And for the");
  await box.fill("");
  await bob.press("Close");
  await bob.box.fill("");
});

test("an answer that is found leads into its thread", async () => {
  await anna.press("Search");
  await anna.page.getByRole("searchbox").fill("lemon");
  await anna.page
    .locator("aside")
    .getByRole("button", { name: /With lemon/ })
    .click();
  const thread = anna.page.getByRole("group", { name: "Thread" });
  await thread.locator("article", { hasText: "With lemon" }).waitFor();
  await thread.locator("article", { hasText: "Tea is ready" }).waitFor();
  await anna.press("Close");
  await anna.openRoom("kitchen");
});

test("answers in threads that one has not seen are counted until one looks at them, also over a reload", async () => {
  const { page } = anna;
  const inList = page.locator("nav").getByRole("link", { name: "kitchen" });
  const inHead = page.getByRole("button", { name: "Threads: 1 new reply" });
  await bob.message("Tea is ready").getByRole("button", { name: "2 replies" }).click();
  await bob.page.locator("aside textarea").fill("And milk");
  await bob.page.locator("aside textarea").press("Enter");
  await anna.message("Tea is ready").getByRole("button", { name: "3 replies 1 new" }).waitFor();
  await inList.getByRole("img", { name: "1 new reply" }).waitFor();
  await inHead.waitFor();
  await lookAt(anna, "threads-unseen", found);
  await page.reload();
  await inHead.click();
  await page.getByRole("heading", { level: 2, name: "Threads" }).waitFor();
  await page.locator("aside").getByRole("button", { name: "3 replies 1 new" }).waitFor();
  await lookAt(anna, "threads", found);
  await page.locator("aside").getByRole("button", { name: "3 replies 1 new" }).click();
  await page.locator("aside article", { hasText: "And milk" }).waitFor();
  await inHead.waitFor({ state: "detached" });
  await inList.getByRole("img", { name: "1 new reply" }).waitFor({ state: "detached" });
  await anna.press("Close");
  await bob.page.locator("aside textarea").fill("And sugar");
  await bob.page.locator("aside textarea").press("Enter");
  await inHead.waitFor();
  await page.locator("nav footer button").first().click();
  await page.getByRole("menuitem", { name: "Mark all rooms as read" }).click();
  await inHead.waitFor({ state: "detached" });
  await bob.press("Close");
});

test("a saved message is found again among the saved ones, on every device of the person", async () => {
  await anna.choose("Tea is ready", "Save for later");
  await anna.message("Tea is ready").getByText("saved").waitFor();
  const phone = await world.open();
  await phone.page.goto(world.url);
  await world.signIn(phone, "anna");
  await phone.page.locator("nav footer button").first().click();
  await phone.page.getByRole("menuitem", { name: "Saved for later" }).click();
  await phone.page
    .locator("aside")
    .getByRole("button", { name: /Tea is ready/ })
    .click();
  await phone.sees("Tea is ready");
  await phone.page.locator("aside").getByRole("button", { name: "Take off the saved ones" }).click();
  await phone.page.locator("aside").getByText("Nothing is saved").waitFor();
  await anna.message("Tea is ready").getByText("saved").waitFor({ state: "detached" });
});

test("a room left unread stays so until it is opened again, with the line above the message", async () => {
  await anna.say("Read me later");
  await bob.sees("Read me later");
  await bob.choose("Read me later", "Leave unread from here");
  await bob.page.getByRole("img", { name: "left unread" }).waitFor();
  await bob.page.goto(world.url);
  await bob.page.getByRole("img", { name: "left unread" }).waitFor();
  await bob.openRoom("kitchen");
  await bob.page.getByText("New", { exact: true }).waitFor();
  await bob.page.getByRole("img", { name: "left unread" }).waitFor({ state: "detached" });
});

test("several messages are chosen and forwarded as one, or deleted for oneself", async () => {
  await world.newRoom(anna, "terrace");
  await anna.openRoom("kitchen");
  await anna.choose("Tea is ready", "Select");
  await anna.page.getByText("1 message chosen").waitFor();
  await anna.message("Read me later").getByRole("checkbox").check();
  await anna.page.getByText("2 messages chosen").waitFor();
  await anna.press("Forward");
  const dialog = anna.page.getByRole("dialog");
  await dialog.getByRole("button", { name: "terrace" }).click();
  await dialog.getByRole("button", { name: "Forward", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await anna.openRoom("terrace");
  await anna.message("Tea is ready").filter({ hasText: "Read me later" }).waitFor();
  await anna.openRoom("kitchen");
  await anna.choose("Read me later", "Delete for me");
  await anna.message("Read me later").waitFor({ state: "detached" });
  await anna.page.reload();
  await anna.sees("Tea is ready");
  expect(await anna.message("Read me later").count()).toBe(0);
  await bob.sees("Read me later");
});

test("a link to a message leads there within the page", async () => {
  const link = await bob.page.evaluate(() => location.href);
  const seq = await bob.message("Tea is ready").getAttribute("data-seq");
  await bob.say(`see ${link}/${seq}`);
  await anna.message("see ").getByRole("link").click();
  await anna.page.waitForURL(`**/${seq}`);
  expect(anna.page.context().pages()).toHaveLength(1);
});

test("a text file and a PDF can be looked into, and markup that calls itself a PDF runs nothing", async () => {
  const files = [
    { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("<b>会议纪要</b>") },
    { name: "plan.pdf", mimeType: "application/pdf", buffer: Buffer.from("<script>top.document.title = 1</script>") },
  ];
  await anna.page.locator('main input[type="file"]').setInputFiles(files);
  const inTray = anna.page.locator("li", { has: anna.page.getByRole("button", { name: "Remove plan.pdf" }) });
  await inTray.waitFor();
  await inTray.locator("progress").waitFor({ state: "detached" });
  await anna.say("two files");
  const row = bob.message("two files");
  await row.getByRole("button", { name: "Look into notes.txt" }).click();
  await bob.page.getByRole("dialog").getByText("<b>会议纪要</b>").waitFor();
  await bob.press("Close");
  await row.getByRole("button", { name: "Look into plan.pdf" }).click();
  const frame = bob.page.getByRole("dialog").locator("iframe");
  await frame.waitFor();
  await expect.poll(() => bob.page.frames().some((one) => one.url().startsWith("blob:"))).toBe(true);
  const shown = bob.page.frames().find((one) => one.url().startsWith("blob:"));
  expect(await shown?.evaluate(() => document.contentType)).toBe("application/pdf");
  expect(await bob.page.title()).toMatch(/Warbler/);
  await bob.press("Close");
});

test("axe objects to nothing, and nothing went wrong in the windows on the way", () => {
  expect(found).toEqual([]);
  for (const { complaints } of world.windows) expect(complaints).toEqual([]);
});
