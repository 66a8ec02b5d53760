/** Two people talk end to end encrypted, check each other, and bring another device in. */
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
}, 120_000);
afterAll(() => world[Symbol.asyncDispose](), 60_000);

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
    return page.getByRole("dialog").locator("ol").innerText();
  };
  const [annas, bobs] = [await numberOf(anna, "Bob Berg"), await numberOf(bob, "Anna Lind")];
  expect(annas.replaceAll(/\s/g, "")).toMatch(/^\d{60}$/);
  expect(annas).toBe(bobs);
  await anna.press("It is the same");
  await anna.page.getByText("Compared and verified").waitFor();
  for (const { page } of [anna, bob]) {
    await page.keyboard.press("Escape");
    await page.locator("aside").getByRole("button", { name: "Close" }).click();
  }
});

test("another device is let in by the number that it shows, and reads what was written before", async () => {
  const second = await world.open();
  await second.page.goto(`${world.url}/sign-in`);
  await world.signIn(second, "bob");
  await second.press("Ask another device");
  await bob.press("Look");
  const number = second.page.getByRole("dialog").getByText(/^\d{3}\s?\d{3}$/);
  await number.waitFor();
  await bob.page.getByLabel("The number that it shows").fill(await number.innerText());
  await bob.press("Let it in");
  await second.page.getByText("This device is let in.").waitFor();
  await second.press("Done");
  await second.page.locator("nav a[href^='/rooms/']").first().click();
  await second.sees("只有我们能读");
  await anna.say("welcome, second device");
  await second.sees("welcome, second device");
}, 90_000);

test("a recovery code is made, shown once and tested", async () => {
  const { page } = anna;
  await page.goto(`${world.url}/settings/recovery`);
  await anna.press("Make a recovery code");
  const code = await page.locator("ol code").innerText();
  await page.getByLabel("Recovery code").fill("not the code at all");
  await anna.press("Test");
  await page.getByRole("alert").filter({ hasText: /./ }).first().waitFor();
  await page.getByLabel("Recovery code").fill(code);
  await anna.press("Test");
  await page.getByText("The code works.").waitFor();
});

test("nothing of all this broke the content security policy or threw", () => {
  const isNetwork = (text: string) => /Failed to load resource|WebSocket connection|ERR_CONNECTION/.test(text);
  for (const { complaints } of world.windows) expect(complaints.filter((text) => !isNetwork(text))).toEqual([]);
});
