/** The key of a session in a browser: it is used and not read, and where it is gone the page says so. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { en } from "../../apps/web/src/words/en.ts";
import { zh } from "../../apps/web/src/words/zh.ts";
import { speak } from "./console-world.ts";
import { lookAt } from "./look-at.ts";
import { startWebWorld, type WebWorld, type Window } from "./web-world.ts";

let world: WebWorld;
let anna: Window;
let bob: Window;
const found: string[] = [];

beforeAll(async () => {
  world = await startWebWorld();
  ({ anna, bob } = await world.two("security", "first words"));
});
afterAll(() => world[Symbol.asyncDispose]());

/** Whether the browser has a key that gives its private half away; undefined where it has none. With `forget`, it has none afterwards. */
const keyOf = (window: Window, forget = false) =>
  window.page.evaluate(async (isForgotten) => {
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await settled(indexedDB.open("warbler-session"));
    const shelf = database.transaction("kept", "readwrite").objectStore("kept");
    const key: CryptoKeyPair | undefined = await settled(shelf.get("session-key"));
    if (isForgotten) await settled(shelf.delete("session-key"));
    database.close();
    return key?.privateKey.extractable;
  }, forget);

test("a session is bound to a key that the browser gives to nobody, and a reload goes on with it", async () => {
  expect(await keyOf(anna)).toBe(false);
  await anna.page.reload();
  await anna.sees("first words");
  await anna.say("after the reload");
  await anna.sees("after the reload");
  await anna.page.goto(`${world.url}/settings/devices`);
  await anna.page.getByText("bound to a key of the device").first().waitFor();
  await lookAt(anna, "bound-session", found);
  expect(anna.complaints).toEqual([]);
});

test("it says so in Chinese", async () => {
  await speak(world, bob, "中文");
  await bob.page.goto(`${world.url}/settings/devices`);
  await bob.page.getByText("已绑定设备密钥").first().waitFor();
  await lookAt(bob, "bound-session-zh", found);
});

for (const { language, of, words } of [
  { language: "English", of: () => anna, words: en },
  { language: "Chinese", of: () => bob, words: zh },
])
  test(`where the key is gone, the page says so in ${language} and asks to sign in`, async () => {
    const window = of();
    await keyOf(window, true);
    await window.page.goto(world.url);
    await window.page.getByText(words.account.keyLost).waitFor();
    await window.page.getByRole("button", { name: words.account.signIn, exact: true }).waitFor();
    await lookAt(window, `key-lost-${language}`, found);
  });

test("axe objects to nothing", () => {
  expect(found).toEqual([]);
});
