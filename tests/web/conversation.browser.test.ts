/** Two people talk, in two windows. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { startWebWorld, type WebWorld, type Window } from "./web-world.ts";

let world: WebWorld;
let anna: Window;
let bob: Window;

beforeAll(async () => {
  world = await startWebWorld({ wholeChromium: true });
  anna = await world.setUp("Anna Lind");
  await world.newRoom(anna, "security");
  bob = await world.join(anna, "Bob Berg", ["security"]);
  await bob.openRoom("security");
});
afterAll(() => world[Symbol.asyncDispose]());

test("what one says the other sees, and the sender sees that it was read", async () => {
  await anna.say("Good morning");
  await bob.sees("Good morning");
  await anna.message("Good morning").getByRole("img", { name: "Read" }).waitFor();
  await bob.say("明天 15:00 消防演练");
  await anna.sees("消防演练");
});

test("markup in a message is text and runs nothing", async () => {
  await anna.say('<img src=x onerror="document.title=1"> <script>document.title=2</script> [x](javascript:alert(1))');
  await bob.sees("<img src=x");
  expect(await bob.message("<img src=x").locator("img, script, a").count()).toBe(0);
  expect(await bob.page.title()).toMatch(/Warbler/);
});

test("Markdown nested without end, and words without end, are shown", async () => {
  await anna.say(`${">".repeat(3_000)} deep`);
  await bob.sees("deep");
  await anna.say("x".repeat(10_000));
  await bob.sees("xxxxxxxxxx");
  const { clientWidth, scrollWidth } = await bob.page.evaluate(() => {
    const { clientWidth: inner, scrollWidth: outer } = document.documentElement;
    return { clientWidth: inner, scrollWidth: outer };
  });
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
});

test("an Enter that chooses a Chinese word sends nothing", async () => {
  const { page } = anna;
  await anna.box.focus();
  const before = await page.locator("article").count();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Input.imeSetComposition", { text: "ni hao", selectionStart: 6, selectionEnd: 6 });
  await page.keyboard.press("Enter");
  expect(await page.locator("article").count()).toBe(before);
  await cdp.send("Input.insertText", { text: "你好呀" });
  await page.keyboard.press("Enter");
  await bob.sees("你好呀");
});

test("an edit, an answer, a reaction and a recall reach the other", async () => {
  await anna.say("The plan is A");
  await bob.sees("The plan is A");
  await anna.choose("The plan is A", "Edit");
  await anna.box.fill("The plan is B");
  await anna.box.press("Enter");
  await bob.sees("The plan is B");
  await bob.message("The plan is B").getByRole("button", { name: "(edited)" }).click();
  await bob.page.getByRole("dialog").getByText("The plan is A").waitFor();
  await bob.press("Close");

  const row = bob.message("The plan is B").first();
  await row.hover();
  await row.getByRole("button", { name: "Reply" }).click();
  await bob.say("Agreed");
  await anna
    .message("Agreed")
    .getByRole("button", { name: /The plan is B/ })
    .waitFor();

  await row.hover();
  await row.getByRole("button", { name: "React" }).click();
  // Among the common ones at once, and among the hands as well as soon as all are loaded.
  await bob.page.getByRole("button", { name: "👍", exact: true }).first().click();
  await anna.message("The plan is B").getByRole("button", { name: "👍, 1 person" }).first().waitFor();

  await bob.choose("Agreed", "Take back");
  await bob.press("Take back");
  await anna.page.getByText("Bob Berg took this message back.").waitFor();
});

test("a message can be proven in the browser", async () => {
  await anna.say("Signed and sealed");
  await anna
    .message("Signed and sealed")
    .getByRole("img", { name: /Sent|Read/ })
    .waitFor();
  await anna.choose("Signed and sealed", "Prove this message");
  await anna.page.getByText("The proof holds.").waitFor();
  expect(await anna.page.getByRole("dialog").getByRole("listitem").count()).toBe(5);
  await anna.press("Done");
});

test("what somebody began to write stays with the room", async () => {
  await world.newRoom(anna, "garden");
  await anna.box.fill("half a thought");
  await anna.openRoom("security");
  await anna.page
    .getByRole("link", { name: /garden/ })
    .getByText("[Draft]")
    .waitFor();
  await anna.openRoom("garden");
  await expect.poll(() => anna.box.inputValue()).toBe("half a thought");
  await anna.openRoom("security");
});

test("changing a message leaves what was begun, and whom it answers, as it was", async () => {
  await anna.say("Lunch at noon");
  await bob.sees("Lunch at noon");
  const row = anna.message("The plan is B").first();
  await row.hover();
  await row.getByRole("button", { name: "Reply" }).click();
  await anna.box.fill("half an answer");
  const isAsItWas = async () => {
    await expect.poll(() => anna.box.inputValue()).toBe("half an answer");
    await anna.page.getByText("Reply to Anna Lind").waitFor();
  };
  await anna.choose("Lunch at noon", "Edit");
  await expect.poll(() => anna.box.inputValue()).toBe("Lunch at noon");
  await anna.box.press("Escape");
  await isAsItWas();
  await anna.choose("Lunch at noon", "Edit");
  await anna.box.fill("Lunch at one");
  await anna.box.press("Enter");
  await bob.sees("Lunch at one");
  await isAsItWas();
  await anna.page.reload();
  await isAsItWas();
  await anna.box.press("Enter");
  await bob
    .message("half an answer")
    .getByRole("button", { name: /The plan is B/ })
    .waitFor();
});

test("an answer leads to its source, also where that lies before what is loaded", async () => {
  const sdk = await world.sdk("anna");
  await world.newRoom(anna, "cellar");
  await anna.say("The source of it all");
  await anna
    .message("The source of it all")
    .getByRole("img", { name: /Sent|Read/ })
    .waitFor();
  const cellar = (await sdk.rooms()).find(({ name }) => name === "cellar");
  const [source] = (await cellar?.history({ limit: 1 })) ?? [];
  if (cellar === undefined || source === undefined) throw new Error("expected a room and a source");
  const between = Array.from({ length: 70 }, (_, index) => cellar.send({ text: `between ${index}` }));
  await Promise.all(between.map(({ settled }) => settled));
  await cellar.send({ text: "An answer from afar", replyTo: source.id }).settled;
  await sdk.close();
  await anna.openRoom("security");
  await anna.page.reload();
  await anna.openRoom("cellar");
  const quote = anna.message("An answer from afar").getByRole("button", { name: /The source of it all/ });
  await quote.click();
  await anna.message("The source of it all").filter({ hasNotText: "An answer" }).waitFor();
  await anna.openRoom("security");
});

test("the language changes without a reload, and back", async () => {
  const { page } = bob;
  await page
    .getByRole("button", { name: /Bob Berg/ })
    .last()
    .click();
  await page.getByRole("menuitem", { name: "简体中文" }).click();
  await page.getByText("服务器加密").waitFor();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe("zh-CN");
  await page
    .getByRole("button", { name: /Bob Berg/ })
    .last()
    .click();
  await page.getByRole("menuitem", { name: "English" }).click();
  await page.getByText("Sealed by the server").waitFor();
});

test("who chooses another language and at once the first one again has the first one", async () => {
  const { page } = bob;
  const room = page.url();
  const isWords = (url: URL) => /\/assets\/zh-/.test(url.pathname);
  await page.goto(`${world.url}/settings/appearance`);
  const both = Promise.withResolvers<void>();
  await page.route(isWords, async (route) => {
    await both.promise;
    await route.continue();
  });
  const came = page.waitForEvent("requestfinished", (request) => isWords(new URL(request.url())));
  await page.getByRole("radio", { name: "中文" }).check();
  await page.getByRole("radio", { name: "English" }).check();
  both.resolve();
  await came;
  expect(await page.getByRole("radio", { name: "English" }).isChecked()).toBe(true);
  await page.goto(room);
  await page.getByText("Sealed by the server").waitFor();
  await page.unroute(isWords);
});

test("what is written while the server is away is sent when it is back, once", async () => {
  const start = await world.stopServer();
  await anna.page.getByText("The server cannot be reached").waitFor();
  await anna.say("written in the dark");
  await anna.message("written in the dark").getByRole("img", { name: "Waiting to be sent" }).waitFor();
  await start();
  await bob.message("written in the dark").waitFor();
  await anna
    .message("written in the dark")
    .getByRole("img", { name: /Sent|Read/ })
    .waitFor();
  expect(await bob.message("written in the dark").count()).toBe(1);
});

test("nothing of all this broke the content security policy or threw", () => {
  const isNetwork = (text: string) => /Failed to load resource|WebSocket connection|ERR_CONNECTION/.test(text);
  for (const { complaints } of world.windows) expect(complaints.filter((text) => !isNetwork(text))).toEqual([]);
});
