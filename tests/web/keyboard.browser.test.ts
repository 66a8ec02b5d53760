/** A whole conversation by keyboard alone: one always sees where one is, and nothing is out of reach. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { PASSWORD, startWebWorld, type WebWorld, type Window } from "./web-world.ts";

let world: WebWorld;
let anna: Window;
/** Has no mouse. */
let bob: Window;

beforeAll(async () => {
  world = await startWebWorld();
  anna = await world.setUp("Anna Lind");
  await world.newRoom(anna, "安全演练 drill");
  await world.enrol("anna", "安全演练 drill", { handle: "bob", name: "Bob Berg" });
  await anna.say("Who brings the megaphone?");
  await anna.say("And who counts heads?");
  bob = await world.open();
});
afterAll(() => world[Symbol.asyncDispose]());

const press = (...keys: readonly string[]) => inTurn(keys, (key) => bob.page.keyboard.press(key));
const type = (text: string) => bob.page.keyboard.type(text);

async function inTurn<T>(all: readonly T[], act: (one: T) => Promise<void>): Promise<void> {
  for (const one of all) await act(one);
}

interface Focused {
  readonly role: string;
  readonly name: string;
  /** In the list of messages: on one of them, or on something in one. */
  readonly isMessage: boolean;
  /** It lies in sight, nothing above it, and looks otherwise than without the focus. */
  readonly isSeen: boolean;
}

/** Where the keyboard is. */
function focused(): Promise<Focused> {
  return bob.page.evaluate(() => {
    const element = document.activeElement ?? document.body;
    const { left, top, width, height } = element.getBoundingClientRect();
    const [x, y] = [left + Math.min(width, innerWidth) / 2, top + Math.min(height / 2, 12)];
    const above = document.elementFromPoint(x, y);
    const isOnTop = above !== null && (element.contains(above) || above.contains(element));
    const looks = [element, ...ancestorsOf(element).slice(0, 3)].map((one) => getComputedStyle(one));
    const [own, ...around] = looks;
    const hasRing = own !== undefined && (own.outlineStyle !== "none" || own.boxShadow !== "none");
    const isFramed = around.some(({ boxShadow, outlineStyle }) => boxShadow !== "none" || outlineStyle !== "none");
    return {
      role: element.getAttribute("role") ?? element.tagName.toLowerCase(),
      name: element.getAttribute("aria-label") ?? element.textContent ?? "",
      isMessage: element.closest("[role=log] article") !== null,
      isSeen: isOnTop && (hasRing || isFramed),
    };

    function ancestorsOf(one: Element): Element[] {
      return one.parentElement === null ? [] : [one.parentElement, ...ancestorsOf(one.parentElement)];
    }
  });
}

/** Goes from stop to stop until one is what is looked for; every stop on the way is seen. */
async function tabTo(what: string, isIt: (stop: Focused) => boolean, key: "Tab" | "Shift+Tab" = "Tab") {
  const passed: string[] = [];
  for (let stops = 0; stops < 40; stops++) {
    await press(key);
    const stop = await focused();
    expect(stop, `after ${passed.join(", ")}`).toMatchObject({ isSeen: true });
    if (isIt(stop)) return;
    passed.push(`${stop.role} "${stop.name.slice(0, 30)}"`);
  }
  throw new Error(`expected to come to ${what}, got ${passed.join(", ")}`);
}

const isWriting = () => expect.poll(async () => (await focused()).role).toBe("textarea");
const toMessages = () => tabTo("the messages", ({ isMessage }) => isMessage, "Shift+Tab");

test("one signs in, and goes to a room by the first letters of its pinyin", async () => {
  await bob.page.goto(`${world.url}/sign-in`);
  await expect.poll(async () => (await focused()).role).toBe("input");
  await type("bob");
  await tabTo("the password", ({ role }) => role === "input");
  await type(PASSWORD);
  await press("Enter");
  await bob.page.getByRole("navigation", { name: "Rooms" }).waitFor();
  await press("Control+k");
  await bob.page.getByRole("combobox").waitFor();
  await type("anquan");
  await bob.page.getByRole("option", { name: /安全演练/ }).waitFor();
  await expect.poll(() => bob.page.getByRole("option").count()).toBe(1);
  await press("Enter");
  await bob.page.getByRole("heading", { level: 1, name: "安全演练 drill" }).waitFor();
  await isWriting();
});

test("an Enter that chooses a Chinese word goes to no room", async () => {
  await press("Control+k");
  await bob.page.getByRole("combobox").waitFor();
  const cdp = await bob.page.context().newCDPSession(bob.page);
  await cdp.send("Input.imeSetComposition", { text: "an quan", selectionStart: 7, selectionEnd: 7 });
  await press("Enter");
  await cdp.send("Input.insertText", { text: "安全" });
  expect(await bob.page.getByRole("combobox").inputValue()).toBe("安全");
  // Until the browser is done with the word, Escape belongs to it.
  await expect.poll(() => press("Escape").then(() => bob.page.getByRole("combobox").count())).toBe(0);
  await isWriting();
});

test("one writes, and answers a message", async () => {
  await type("I do, by keyboard alone");
  await press("Enter");
  await anna.sees("by keyboard alone");
  await toMessages();
  await press("ArrowUp", "ArrowUp");
  expect(await focused()).toMatchObject({ role: "article", isSeen: true });
  await press("r");
  await isWriting();
  await type("The red one");
  await press("Enter");
  await anna
    .message("The red one")
    .getByRole("button", { name: /Who brings the megaphone/ })
    .waitFor();
  await isWriting();
});

test("letters lead from one message to the next, and change one's own", async () => {
  await press("Escape", "Escape");
  await bob.page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  await press("k");
  await expect.poll(focused).toMatchObject({ role: "article", isSeen: true });
  const text = () => bob.page.evaluate(() => document.activeElement?.textContent);
  const last = await text();
  await press("k");
  await expect.poll(text).not.toBe(last);
  await press("j");
  await expect.poll(text).toBe(last);
  await press("e");
  await isWriting();
  await expect.poll(() => bob.box.inputValue()).toBe("The red one");
  await press("Escape");
  await expect.poll(() => bob.box.inputValue()).toBe("");
});

test("one reacts, and stands where one was", async () => {
  await toMessages();
  await press("ArrowUp", "ArrowUp");
  expect(await focused()).toMatchObject({ role: "article", isSeen: true });
  await tabTo("the reactions", ({ name }) => name === "React");
  await press("Enter");
  await bob.page.getByRole("button", { name: "👍", exact: true }).first().waitFor();
  await tabTo("a thumb", ({ name }) => name.startsWith("👍"));
  await press("Enter");
  await anna.message("And who counts heads?").getByRole("button", { name: "👍, 1 person" }).waitFor();
  await expect.poll(async () => (await focused()).isMessage).toBe(true);
});

test("a thread is opened, written in, and left to the message it hangs on", async () => {
  await press("t");
  await bob.page.getByRole("heading", { name: "Thread" }).waitFor();
  await isWriting();
  await type("I count");
  await press("Enter");
  await anna.message("And who counts heads?").getByRole("button", { name: "1 reply" }).waitFor();
  await press("Escape");
  await bob.page.getByRole("heading", { name: "Thread" }).waitFor({ state: "detached" });
  await expect.poll(focused).toMatchObject({ isMessage: true, isSeen: true });
});

test("search, people, menus and help open, and Escape leaves each of them to where one was", async () => {
  await press("Control+f");
  await bob.page.getByRole("searchbox").waitFor();
  await type("megaphone");
  await bob.page.locator("mark").first().waitFor();
  await press("Escape");
  await bob.page.getByRole("searchbox").waitFor({ state: "detached" });
  await expect.poll(focused).toMatchObject({ isMessage: true, isSeen: true });

  await press("?");
  await bob.page.getByRole("dialog").locator(":focus").waitFor();
  await press("Escape");
  await bob.page.getByRole("dialog").waitFor({ state: "detached" });
  await expect.poll(focused).toMatchObject({ isMessage: true, isSeen: true });

  await tabTo("the people", ({ name }) => name === "2 people", "Shift+Tab");
  await press("Enter");
  await bob.page.getByRole("heading", { name: "2 people" }).waitFor();
  await tabTo("Anna's menu", ({ name }) => name === "What you can do with Anna Lind");
  await press("Enter");
  await bob.page.getByRole("menuitem").first().waitFor();
  await press("Escape");
  await bob.page.getByRole("menuitem").first().waitFor({ state: "detached" });
  await expect.poll(async () => (await focused()).name).toBe("What you can do with Anna Lind");
  await press("Escape");
  await bob.page.getByRole("heading", { name: "2 people" }).waitFor({ state: "detached" });
  await expect.poll(focused).toMatchObject({ name: "2 people", isSeen: true });
});

test("Enter makes the room that was named; in the search of people it takes the first one found", async () => {
  const { page } = bob;
  await tabTo("New", ({ name }) => name === "New", "Shift+Tab");
  await press("Enter");
  await page.getByRole("menuitem", { name: "New room" }).press("Enter");
  const dialog = page.getByRole("dialog");
  // A dialog that opens takes the focus a moment later.
  await dialog.locator(":focus").waitFor();
  await dialog.getByLabel("Find by name").focus();
  await type("ann");
  await press("Enter");
  await dialog.getByRole("button", { name: "Anna Lind", pressed: true }).waitFor();
  await dialog.getByLabel("Name", { exact: true }).focus();
  await press("Enter");
  expect(await dialog.count(), "a room without a name is not made").toBe(1);
  await type("evacuation");
  await press("Enter");
  await page.getByRole("heading", { level: 1, name: "evacuation" }).waitFor();
});

test("somebody who joined while the window was open can be added, and one reads what they will see", async () => {
  await (await world.join(anna, "Carl Holm")).page.close();
  const { page } = bob;
  await page.getByRole("button", { name: "Add people" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.locator(":focus").waitFor();
  await dialog.getByText("and nothing from before").waitFor();
  await dialog.getByRole("button", { name: "Carl Holm" }).waitFor();
  await dialog.getByLabel("Find by name").focus();
  await press("Escape");
});

test("nothing of all this broke the content security policy or threw", () => {
  const isNetwork = (text: string) => /Failed to load resource|WebSocket connection|ERR_CONNECTION/.test(text);
  for (const { complaints } of world.windows) expect(complaints.filter((text) => !isNetwork(text))).toEqual([]);
});
