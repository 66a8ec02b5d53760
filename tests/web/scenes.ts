/** Every screen of the web client, by name, with the way to it: what is checked for accessibility and photographed. */
import type { Page } from "playwright-core";
import { en } from "../../apps/web/src/words/en.ts";
import type { Lang, Words } from "../../apps/web/src/words/words.ts";
import { zh } from "../../apps/web/src/words/zh.ts";
import type { WebWorld, Window } from "./web-world.ts";

export interface Scene {
  readonly name: string;
  open(page: Page, words: Words): Promise<void>;
}

export type Look = "light" | "dark";

export const WORDS: Readonly<Record<Lang, Words>> = { en, zh };

const menuItem = (page: Page, name: string) => page.getByRole("menuitem", { name, exact: true }).click();
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true }).first().click();

const fromHead = (name: string, item: (words: Words) => string): Scene => ({
  name,
  async open(page, words) {
    await page.getByRole("button", { name: words.room.more, exact: true }).first().click();
    await menuItem(page, item(words));
    await page.getByRole("dialog").waitFor();
  },
});

const fromMessage = (name: string, item: (words: Words) => string): Scene => ({
  name,
  async open(page, words) {
    const row = page.locator("article", { hasText: "18:30" }).last();
    await row.hover();
    await row.getByRole("button", { name: words.message.more, exact: true }).click();
    await menuItem(page, item(words));
    await page.getByRole("dialog").waitFor();
  },
});

const fromNew = (name: string, item: (words: Words) => string): Scene => ({
  name,
  async open(page, words) {
    await button(page, words.sidebar.create);
    await menuItem(page, item(words));
    await page.getByRole("dialog").waitFor();
  },
});

/** What is open above or beside a room. Each begins in the room, with nothing open. */
export const ROOM_SCENES: readonly Scene[] = [
  { name: "room", open: async () => undefined },
  {
    name: "message-menu",
    async open(page, words) {
      const row = page.locator("article", { hasText: "18:30" }).last();
      await row.hover();
      await row.getByRole("button", { name: words.message.more, exact: true }).click();
      await page.getByRole("menu").waitFor();
    },
  },
  {
    name: "emoji",
    async open(page, words) {
      await button(page, words.composer.emoji);
      await page.getByRole("button", { name: "👍", exact: true }).first().waitFor();
    },
  },
  {
    name: "mention",
    async open(page) {
      await page.locator("main textarea").first().pressSequentially("@");
      await page.getByRole("listbox").waitFor();
    },
  },
  {
    name: "emoji-names",
    async open(page) {
      await page.locator("main textarea").first().pressSequentially(":tea");
      await page.getByRole("listbox").waitFor();
    },
  },
  {
    name: "commands",
    async open(page) {
      await page.locator("main textarea").first().pressSequentially("/");
      await page.getByRole("listbox").waitFor();
    },
  },
  {
    name: "formatting",
    async open(page, words) {
      await button(page, words.format.title);
      await page.getByRole("toolbar").waitFor();
    },
  },
  {
    name: "selection",
    async open(page, words) {
      const row = page.locator("article", { hasText: "18:30" }).last();
      await row.hover();
      await row.getByRole("button", { name: words.message.more, exact: true }).click();
      await menuItem(page, words.message.select);
      await page.getByRole("toolbar").waitFor();
    },
  },
  {
    name: "saved",
    async open(page, words) {
      await page.locator("nav footer button").first().click();
      await menuItem(page, words.saved.title);
      await page.locator("aside").getByText("消防演练").waitFor();
    },
  },
  {
    name: "status",
    async open(page, words) {
      await page.locator("nav footer button").first().click();
      await menuItem(page, words.status.title);
      await page.getByRole("dialog").waitFor();
    },
  },
  { name: "members", open: (page, words) => button(page, words.room.people(3)) },
  {
    name: "pins",
    async open(page, words) {
      await button(page, words.room.more);
      await menuItem(page, words.room.pins);
      await page.getByRole("heading", { level: 2, name: words.room.pins }).waitFor();
    },
  },
  {
    name: "threads",
    async open(page, words) {
      await button(page, words.room.more);
      await menuItem(page, words.thread.list);
      await page
        .locator("aside")
        .getByRole("button", { name: words.message.replies(1) })
        .first()
        .waitFor();
    },
  },
  {
    name: "search",
    async open(page, words) {
      await button(page, words.room.search);
      await page.getByRole("searchbox").fill("演练");
      await page.locator("mark").first().waitFor();
    },
  },
  { name: "thread", open: (page, words) => button(page, new RegExp(`^${words.message.replies(1)}`)) },
  {
    name: "switcher",
    async open(page) {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox").waitFor();
    },
  },
  {
    name: "shortcuts",
    async open(page) {
      await page.locator("body").click({ position: { x: 2, y: 2 } });
      await page.keyboard.press("?");
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "protection",
    async open(page, words) {
      await page.getByRole("button", { name: words.protection.more }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  fromHead("add-people", (words) => words.room.addPeople),
  fromHead("describe-room", (words) => words.room.describe),
  fromHead("notifications-of-room", (words) => words.mute.open),
  fromHead("jump-to-date", (words) => words.room.jumpToDate),
  fromHead("leave-room", (words) => words.room.leave),
  fromMessage("forward", (words) => words.message.forward),
  fromMessage("readers", (words) => words.message.whoRead),
  fromMessage("recall", (words) => words.message.recall),
  {
    ...fromMessage("proof", (words) => words.message.prove),
    async open(page, words) {
      await fromMessage("proof", ({ message }) => message.prove).open(page, words);
      await page.getByText(words.proof.holds).waitFor();
    },
  },
  {
    name: "edits",
    async open(page, words) {
      await page.getByRole("button", { name: words.message.edited }).first().click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "link-warning",
    async open(page) {
      await page.getByRole("link", { name: "https://example.com/plan" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    // This and the next one lie further up; in a small window the newest message is then not drawn.
    name: "reactions",
    async open(page, words) {
      await page.getByRole("button", { name: words.message.reaction("🎉", 1) }).click({ button: "right" });
      await page.getByRole("dialog").getByText("Bob Berg").waitFor();
    },
  },
  {
    name: "readers-by-button",
    async open(page, words) {
      await button(page, words.message.readBy(2));
      await page.getByRole("dialog").getByText("Bob Berg").waitFor();
    },
  },
  fromNew("new-room", (words) => words.sidebar.newRoom),
  fromNew("new-direct", (words) => words.sidebar.newDirect),
  fromNew("invite", (words) => words.sidebar.invite),
];

export const SETTINGS = ["appearance", "notifications", "devices", "password", "lock", "people", "reports"] as const;

/** A small organisation with a room that has something of everything in it; its owner's window shows that room. */
export async function furnish(world: WebWorld): Promise<Window> {
  const anna = await world.setUp("Anna Lind");
  await world.newRoom(anna, "安全演练 drill");
  const wang = await world.join(anna, "wang 王芳", ["安全演练 drill"]);
  const bob = await world.join(anna, "Bob Berg", ["安全演练 drill"]);
  await wang.openRoom("安全演练 drill");
  await bob.openRoom("安全演练 drill");
  await anna.say("大家好，明天 **15:00** 消防演练，请提前五分钟到达集合点。");
  await wang.sees("消防演练");
  await wang.say("收到。B 座的同事从南侧楼梯下楼，对吗？");
  await bob.say(
    "Yes. The plan for both buildings:\n\n| Building | Stairs | Meeting point |\n|---|---|---|\n| A | north | car park |\n| B | south | garden |",
  );
  await bob.say("```sh\nnpx warbler audit verify   # 每晚核验日志\n```");
  await anna.sees("audit verify");
  await anna.say("Thanks @Bob! 我把时间表放在 [https://example.com/plan](https://example.org/plan)。");
  await bob.sees("时间表");
  const row = bob.message("时间表").last();
  await row.hover();
  await row.getByRole("button", { name: "React" }).click();
  await bob.page.getByRole("button", { name: "🎉", exact: true }).first().click();
  await row.hover();
  await row.getByRole("button", { name: "Thread" }).click();
  const panel = bob.page.locator("aside");
  await panel.locator("textarea").fill("南侧楼梯本周在维修，我们改走东侧。");
  await panel.locator("textarea").press("Enter");
  await anna.page.getByRole("button", { name: "1 reply" }).waitFor();
  await anna.say("The all-clear is at 18:20.");
  await anna
    .message("18:20")
    .getByRole("img", { name: /Sent|Read/ })
    .waitFor();
  await anna.box.press("ArrowUp");
  await anna.box.fill("The all-clear is at **18:30**, and there is tea afterwards. 🍵");
  await anna.box.press("Enter");
  await anna.sees("18:30");
  await anna.message("18:30").getByRole("button", { name: "Read by 2" }).waitFor();
  await anna.choose("消防演练", "Pin");
  await anna.message("消防演练").getByText("pinned").waitFor();
  await anna.choose("消防演练", "Save for later");
  await anna.message("消防演练").getByText("saved").waitFor();
  return anna;
}

/** The window in a language and a look, without a reload. */
export async function dress(page: Page, lang: Lang, look: Look): Promise<void> {
  const isZh = (await page.evaluate(() => document.documentElement.lang)) === "zh-CN";
  if (isZh !== (lang === "zh")) {
    await page.locator("nav footer button").first().click();
    await page.getByRole("menuitem", { name: lang === "zh" ? "简体中文" : "English" }).click();
  }
  await page.emulateMedia({ colorScheme: look, reducedMotion: "reduce" });
  await page.locator(`html[data-theme="${look}"]`).waitFor();
}

/** Closes what a scene opened. */
export async function tidy(page: Page): Promise<void> {
  const box = page.locator("main textarea").first();
  for (let tries = 0; tries < 3; tries++) {
    await page.keyboard.press("Escape");
    if ((await page.locator('[role="dialog"], [role="menu"]').count()) === 0) break;
  }
  const pressed = page.locator('main textarea ~ div button[aria-pressed="true"]');
  if ((await pressed.count()) > 0) await pressed.first().click();
  const close = page.locator("aside header button");
  if ((await close.count()) > 0) await close.click();
  if ((await box.count()) > 0) await box.fill("");
}
