/** What people expect of any chat, and no other test tries: what calls for attention, files that are pasted and dropped, small comforts. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Cable, layCable } from "./cable.ts";
import { lookAt } from "./look-at.ts";
import { startWebWorld, type WebWorld, type Window } from "./web-world.ts";

let world: WebWorld;
let cable: Cable;
let anna: Window;
/** At the end of the cable. */
let bob: Window;
const found: string[] = [];

beforeAll(async () => {
  world = await startWebWorld();
  cable = await layCable(world.url);
  anna = await world.setUp("Anna Lind");
  for (const room of ["kitchen", "hall"]) await world.newRoom(anna, room);
  bob = await world.join(anna, "Bob Berg", ["kitchen", "hall"], { at: cable.url });
  await bob.openRoom("kitchen");
  await anna.openRoom("kitchen");
  await anna.say("Tea is ready");
  await bob.sees("Tea is ready");
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await cable[Symbol.asyncDispose]();
});

const icon = ({ page }: Window) => page.locator('link[rel="icon"]').getAttribute("href");
const inList = ({ page }: Window, room: string) => page.locator("nav").getByRole("link", { name: room });

describe("what came while one looked elsewhere", () => {
  test("counts in the list, in the title and on the icon, and a mention more than the rest", async () => {
    await bob.openRoom("hall");
    await bob.page.keyboard.press("Shift+Escape");
    await expect.poll(() => bob.page.title()).toBe("Warbler");
    await anna.say("Who takes lemon?");
    await inList(bob, "kitchen").getByLabel("1 unread").waitFor();
    await expect.poll(() => bob.page.title()).toBe("• Warbler");
    await expect.poll(() => icon(bob)).toMatch(/icon-unread\.svg$/);
    await anna.say("@Bob Berg, you do?");
    await inList(bob, "kitchen").getByText("@1").waitFor();
    await expect.poll(() => bob.page.title()).toBe("(1) Warbler");
    await bob.page.keyboard.press("Shift+Escape");
    await expect.poll(() => bob.page.title()).toBe("Warbler");
    await expect.poll(() => icon(bob)).toMatch(/icon\.svg$/);
  });

  test("calls for nothing in a room that is muted, and does again afterwards", async () => {
    const { page } = bob;
    const silence = async (choice: string) => {
      await bob.openRoom("kitchen");
      await page.getByRole("button", { name: "More", exact: true }).first().click();
      await page.getByRole("menuitem", { name: "Notifications" }).click();
      await page.getByRole("dialog").getByRole("radio", { name: choice }).check();
      await bob.press("Save");
      await bob.openRoom("hall");
    };
    await silence("Until I turn it on again");
    await anna.say("Sugar, anybody?");
    await inList(bob, "kitchen").getByLabel("1 unread").waitFor();
    expect(await page.title()).toBe("Warbler");
    await silence("No silence");
    await anna.say("No sugar, then");
    await expect.poll(() => page.title()).toBe("• Warbler");
    await bob.openRoom("kitchen");
  });

  test("is told while it is being written", async () => {
    await bob.box.pressSequentially("I would");
    await anna.page.getByText("Bob Berg is writing…").waitFor();
    await bob.box.fill("");
    await anna.page.getByText("Bob Berg is writing…").waitFor({ state: "detached" });
  });
});

describe("emoji", () => {
  test("a skin tone that was chosen stays, in messages and in reactions, and who reacted is told", async () => {
    const { page } = bob;
    await bob.press("Emoji");
    await page.getByRole("radio", { name: "Medium-dark" }).check();
    await page.getByRole("button", { name: "👍🏾", exact: true }).first().click();
    expect(await bob.box.inputValue()).toBe("👍🏾");
    await bob.box.press("Enter");
    await anna.sees("👍🏾");
    await page.reload();
    await bob.sees("No sugar, then");
    await bob.message("No sugar, then").hover();
    await bob.message("No sugar, then").getByRole("button", { name: "React" }).click();
    expect(await page.getByRole("radio", { name: "Medium-dark" }).isChecked()).toBe(true);
    await page.getByRole("button", { name: "👏🏾", exact: true }).first().click();
    const reaction = anna.message("No sugar, then").getByRole("button", { name: "👏🏾, 1 person" });
    await reaction.hover();
    await anna.page.getByText("Bob Berg reacted with 👏🏾").waitFor();
    // A long press asks for the same menu as the right button.
    const dialog = anna.page.getByRole("dialog", { name: "Who reacted" });
    await reaction.click({ button: "right" });
    await dialog.getByText("Bob Berg").waitFor();
    await anna.page.keyboard.press("Escape");
    await anna.choose("No sugar, then", "Who reacted");
    await dialog.getByRole("heading", { name: "👏🏾 (1)" }).waitFor();
    await anna.page.keyboard.press("Escape");
    await bob.press("Emoji");
    await page.getByRole("radio", { name: "None" }).check();
    await page.getByRole("button", { name: "👍", exact: true }).first().waitFor();
    await page.keyboard.press("Escape");
  });
});

/** A picture with a place in it (Exif, GPS), pasted or dropped as a browser would. */
async function bring(page: Page, how: "paste" | "drop", name: string): Promise<void> {
  await page.evaluate(
    async ([event, called]) => {
      const canvas = new OffscreenCanvas(40, 30);
      const drawing = canvas.getContext("2d");
      if (drawing === null) throw new Error("expected a canvas to draw on");
      drawing.fillRect(4, 4, 20, 12);
      const picture = new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg" })).arrayBuffer());
      // TIFF, big-endian: one entry, the pointer to the place (0x8825).
      const tiff = [77, 77, 0, 42, 0, 0, 0, 8, 0, 1, 0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 26, 0, 0, 0, 0];
      const exif = [69, 120, 105, 102, 0, 0, ...tiff, 0, 0, 0, 0, 0, 0];
      const bytes = [...picture.slice(0, 2), 0xff, 0xe1, 0, exif.length + 2, ...exif, ...picture.slice(2)];
      const files = new DataTransfer();
      files.items.add(new File([new Uint8Array(bytes)], called, { type: "image/jpeg" }));
      const target = document.querySelector(event === "paste" ? "main textarea" : "main section");
      target?.dispatchEvent(
        event === "paste"
          ? new ClipboardEvent("paste", { clipboardData: files, bubbles: true, cancelable: true })
          : new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true }),
      );
    },
    [how, name] as const,
  );
}

test("in a large room everybody is told only after a question", async () => {
  const { page } = bob;
  await world.crowd("anna", "kitchen", 5);
  await page.getByRole("button", { name: "7 people" }).waitFor();
  await bob.say("@everyone, the kettle is on fire");
  const dialog = page.getByRole("dialog", { name: "Notify everyone?" });
  await dialog.getByText("All 7 people of this room are told of this message.").waitFor();
  await lookAt(bob, "notify-all", found);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  expect(await bob.box.inputValue()).toBe("@everyone, the kettle is on fire");
  expect(await bob.message("the kettle is on fire").count()).toBe(0);
  await bob.box.press("Enter");
  await dialog.getByRole("button", { name: "Send" }).click();
  await anna.sees("the kettle is on fire");
});

describe("files", () => {
  test.each(["paste", "drop"] as const)(
    "by %s: a picture loses its place, with a word, and opens large",
    async (how) => {
      const name = `${how}.jpg`;
      await bring(bob.page, how, name);
      await bob.page.getByText("place and camera removed").waitFor();
      await bob.page.getByRole("progressbar").waitFor({ state: "detached" });
      await bob.say(`here, by ${how}`);
      await anna
        .message(`here, by ${how}`)
        .getByRole("button", { name: `Open the picture ${name}` })
        .click();
      const large = anna.page.getByRole("dialog").getByRole("img", { name });
      await expect.poll(() => large.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(40);
      await anna.page.keyboard.press("Escape");
    },
  );

  test("code is copied as it was written", async () => {
    await anna.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await bob.say("```sh\necho 'two  spaces'\nls -l\n```");
    await anna.page.locator("figure", { hasText: "two  spaces" }).getByRole("button", { name: "Copy" }).click();
    await anna.page.locator("figure", { hasText: "two  spaces" }).getByRole("button", { name: "Copied" }).waitFor();
    expect((await anna.page.evaluate(() => navigator.clipboard.readText())).trimEnd()).toBe(
      "echo 'two  spaces'\nls -l",
    );
  });
});

test("a search is narrowed by who wrote it, where, and what hangs on it", async () => {
  const { page } = anna;
  await anna.press("Search");
  const box = page.getByRole("searchbox");
  await box.fill("from:bob has:file here");
  await page.locator("aside").getByText("here, by drop").waitFor();
  await box.fill("from:anna has:file here");
  await page.locator("aside").getByText("Nothing found there.").waitFor();
  await box.fill("in:kitchen sugar");
  await page.locator("aside").getByText("Sugar, anybody?").waitFor();
  await page.keyboard.press("Escape");
});

test("where Ctrl+Enter sends, Enter breaks the line", async () => {
  const { page } = bob;
  const sendWith = async (key: string) => {
    await page.goto(`${cable.url}/settings/appearance`);
    await page.getByRole("radio", { name: key, exact: true }).check();
    await page.goto(cable.url);
    await bob.openRoom("kitchen");
  };
  await sendWith("Ctrl+Enter");
  await bob.box.fill("first line");
  await bob.box.press("End");
  await bob.box.press("Enter");
  await bob.box.pressSequentially("second line");
  expect(await bob.box.inputValue()).toBe("first line\nsecond line");
  await bob.box.press("Control+Enter");
  await anna.sees("second line");
  await sendWith("Enter");
});

test("what is refused for good says why, and is deleted or written anew where the conversation went on", async () => {
  const { page } = bob;
  for (const window of [anna, bob]) await window.openRoom("hall");
  cable.pull();
  await page.getByText("The server cannot be reached").waitFor();
  await bob.say("Shall we sing?");
  await bob.say("Or rather not");
  await anna.page.getByRole("button", { name: "More", exact: true }).first().click();
  await anna.page.getByRole("menuitem", { name: "Change the protection" }).click();
  await anna.press("Continue there");
  await anna.page.getByRole("button", { name: /End-to-end encrypted/ }).waitFor();
  cable.plugIn();
  const rows = ["Shall we sing?", "Or rather not"].map((text) => bob.message(text));
  for (const row of rows) await row.getByText("The conversation continues in another room.").waitFor();
  await lookAt(bob, "refused", found);
  const [song = bob.message(""), doubt = bob.message("")] = rows;
  await doubt.getByRole("button", { name: "Send again" }).click();
  await doubt.getByText("The conversation continues in another room.").waitFor();
  await doubt.getByRole("button", { name: "Delete" }).click();
  await doubt.waitFor({ state: "detached" });
  await song.getByRole("button", { name: "Edit" }).click();
  await page.getByRole("button", { name: /End-to-end encrypted/ }).waitFor();
  await expect.poll(() => bob.box.inputValue()).toBe("Shall we sing?");
  await bob.box.press("Enter");
  await anna.sees("Shall we sing?");
});

test("axe objects to nothing, and nothing of all this broke the content security policy or threw", () => {
  const isNetwork = (text: string) => /Failed to load resource|WebSocket connection|ERR_CONNECTION/.test(text);
  expect(found).toEqual([]);
  for (const { complaints } of world.windows) expect(complaints.filter((text) => !isNetwork(text))).toEqual([]);
});
