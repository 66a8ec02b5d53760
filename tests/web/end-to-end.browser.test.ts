/** Two people talk end to end encrypted, and check each other. */
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startWebWorld, type WebWorld, type Window } from "./web-world.ts";

let world: WebWorld;
let anna: Window;
let bob: Window;

beforeAll(async () => {
  world = await startWebWorld();
  anna = await world.setUp("Anna Lind");
  bob = await world.join(anna, "Bob Berg");
  await anna.page.reload();
  await world.newRoom(anna, "vault", { endToEndWith: "Bob Berg" });
  await bob.openRoom("vault");
});
afterAll(() => world[Symbol.asyncDispose]());

test("what is said arrives, and both are told that only the members can read it", async () => {
  await anna.say("只有我们能读");
  await bob.sees("只有我们能读");
  await bob.say("and nobody else");
  await anna.sees("and nobody else");
  for (const { page } of [anna, bob]) await page.getByRole("button", { name: /End-to-end encrypted/ }).waitFor();
  await bob.page.getByRole("button", { name: /End-to-end encrypted/ }).click();
  await bob.page.getByText("Whoever runs the server").locator("..").getByText("cannot").waitFor();
  await bob.press("OK");
});

test("a search finds it on this device, and says so", async () => {
  await anna.page.getByRole("button", { name: "Search", exact: true }).click();
  await anna.page.getByRole("searchbox").fill("能读");
  await anna.page.locator("mark").first().waitFor();
  await anna.page.getByText(/on this device/).waitFor();
  await anna.page.locator("aside").getByRole("button", { name: "Close" }).click();
});

test("both see the same safety number, and one can say that it was compared", async () => {
  const numberOf = async ({ page }: Window, name: string) => {
    await page.getByRole("button", { name: "2 people" }).click();
    await page.getByRole("button", { name: `What you can do with ${name}` }).click();
    await page.getByRole("menuitem", { name: "Safety number" }).click();
    return page.getByRole("dialog").getByLabel("Safety number").innerText();
  };
  const [annas, bobs] = [await numberOf(anna, "Bob Berg"), await numberOf(bob, "Anna Lind")];
  expect(annas.replaceAll(/\s/g, "")).toMatch(/^\d{60}$/);
  expect(annas).toBe(bobs);
  await anna.press("They are the same");
  await anna.page.getByText("Compared: this is the person you met").waitFor();
  for (const { page } of [anna, bob]) {
    await page.keyboard.press("Escape");
    await page.locator("aside").getByRole("button", { name: "Close" }).click();
  }
});

test("files, edits and recalls reach the other", async () => {
  await anna.page.locator("main input[type=file]").setInputFiles({
    name: "plan.txt",
    mimeType: "text/plain",
    buffer: Buffer.from("only for us"),
  });
  await anna.box.fill("here is the plan");
  await expect.poll(() => anna.page.getByRole("button", { name: "Send", exact: true }).isEnabled()).toBe(true);
  await anna.box.press("Enter");
  await bob.sees("here is the plan");
  const download = bob.page.waitForEvent("download");
  await bob.message("here is the plan").getByRole("button", { name: "Download plan.txt" }).click();
  expect(await readFile(await (await download).path(), "utf8")).toBe("only for us");
  await anna.say("the code is 1234");
  await bob.sees("1234");
  await anna.choose("1234", "Edit");
  await anna.box.fill("the code is 5678");
  await anna.box.press("Enter");
  await bob.sees("5678");
  await anna.choose("5678", "Take back");
  await anna.press("Take back");
  await bob.page.getByText("Anna Lind took this message back.").waitFor();
});

/** What the browser's database holds under keys of this beginning: the keys, and how many bytes stand there. */
const vaultOf = ({ page }: Window, beginning: string) =>
  page.evaluate(async (prefix) => {
    const answer = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const held: Record<string, number> = {};
    for (const { name = "" } of await indexedDB.databases()) {
      const database = await answer(indexedDB.open(name));
      for (const shelf of database.objectStoreNames) {
        const store = database.transaction(shelf).objectStore(shelf);
        for (const key of await answer(store.getAllKeys()))
          if (typeof key === "string" && key.startsWith(prefix)) {
            const value: unknown = await answer(store.get(key));
            held[key] = value instanceof Uint8Array || value instanceof ArrayBuffer ? value.byteLength : 0;
          }
      }
      database.close();
    }
    return held;
  }, beginning);

test("what is erased leaves the screen and the browser's vault, and the owner sees that the browsers confirmed", async () => {
  await anna.say("this was a mistake");
  await bob.sees("this was a mistake");
  await using me = await world.sdk("anna");
  const [listed] = await me.rooms();
  if (listed === undefined) throw new Error("expected a room");
  const { lastSeq, id } = listed;
  const places = [`opened/${id}/`, `record/${id}/`].map((prefix) => `${prefix}${String(lastSeq).padStart(10, "0")}`);
  const sizes = async (window: Window) =>
    Promise.all(places.map(async (place) => (await vaultOf(window, place))[place]));
  const keys = async (window: Window) => Object.keys(await vaultOf(window, "key/")).length;
  const before = await Promise.all([anna, bob].map(async (window) => [...(await sizes(window)), await keys(window)]));
  for (const [opened = 0, record = 0] of before) expect(opened > 0 && record > 0).toBe(true);
  const { erasure } = await me.erase({ what: "message", room: id, seq: lastSeq });
  for (const { page } of [anna, bob])
    await page.getByText("This message was erased: its key no longer exists.").waitFor();
  await expect.poll(async () => (await me.erasures())[0]?.devices, { timeout: 30_000 }).toMatchObject({ missing: [] });
  expect((await me.erasures())[0]?.id).toBe(erasure?.id);
  for (const [at, window] of [anna, bob].entries()) {
    const [opened, record = 0] = await sizes(window);
    expect(opened).toBeUndefined();
    expect(record).toBeLessThan(before[at]?.[1] ?? 0);
    expect(await keys(window)).toBe((before[at]?.[2] ?? 0) - 1);
  }
  await bob.page.reload();
  await bob.page.getByText("This message was erased: its key no longer exists.").waitFor();
});

test("a sealed room goes on end to end in another room, with a way back", async () => {
  await world.newRoom(anna, "open plan");
  await anna.say("written in the open");
  await anna.message("written in the open").getByRole("img", { name: "Sent" }).waitFor();
  await anna.page.getByRole("button", { name: "More", exact: true }).first().click();
  await anna.page.getByRole("menuitem", { name: "Change the protection" }).click();
  await anna.press("Continue there");
  await anna.page.getByRole("button", { name: /End-to-end encrypted/ }).waitFor();
  await anna.press("Go to the earlier room");
  await anna.sees("written in the open");
  expect(await anna.box.count()).toBe(0);
  await anna.press("Go there");
  await anna.page.getByRole("button", { name: /End-to-end encrypted/ }).waitFor();
});

test("nothing of all this broke the content security policy or threw", () => {
  const isNetwork = (text: string) => /Failed to load resource|WebSocket connection|ERR_CONNECTION/.test(text);
  for (const { complaints } of world.windows) expect(complaints.filter((text) => !isNetwork(text))).toEqual([]);
});
