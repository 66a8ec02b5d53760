/** Voice messages: spoken into Chromium's microphone that beeps, sent like any file, and played in the row. */
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { speak } from "./console-world.ts";
import { lookAt } from "./look-at.ts";
import { startWebWorld, type WebWorld, type Window } from "./web-world.ts";

const found: string[] = [];
let world: WebWorld;
let anna: Window;
let bob: Window;

beforeAll(async () => {
  world = await startWebWorld({ wholeChromium: true, serviceWorkers: "block" });
  ({ anna, bob } = await world.two("kitchen", "tea?"));
  await anna.page.reload();
  await world.newRoom(anna, "vault", { endToEndWith: "Bob Berg" });
  for (const { page } of [anna, bob]) await page.context().grantPermissions(["microphone"]);
});
afterAll(() => world[Symbol.asyncDispose]());

/** Begins to record, and waits until there is something. */
async function record({ page }: Window): Promise<void> {
  await page.getByRole("button", { name: "Record a voice message" }).click();
  await page
    .getByRole("timer")
    .getByText(/^0:0[2-9]$/)
    .waitFor();
}

const voiceIn = ({ page }: Window): Locator => page.getByRole("group", { name: /^Voice message, 0:\d\d$/ });

describe("recording", () => {
  test("shows how long and how loud, and is thrown away by Escape", async () => {
    const { page } = anna;
    await anna.openRoom("kitchen");
    await anna.box.fill("half a sentence");
    await record(anna);
    await page.getByRole("img", { name: "How loud it is" }).locator("rect").nth(5).waitFor();
    await page.getByText("Recording. Enter sends it, Escape throws it away.").waitFor({ state: "attached" });
    await lookAt(anna, "voice-recorder", found);
    await page.getByRole("button", { name: "Send the voice message" }).focus();
    await page.keyboard.press("Escape");
    await page.getByRole("timer").waitFor({ state: "detached" });
    expect(await anna.box.inputValue()).toBe("half a sentence");
    await expect.poll(() => anna.box.evaluate((box) => box === document.activeElement)).toBe(true);
    await anna.box.fill("");
    expect(await voiceIn(anna).count()).toBe(0);
  });

  test("ends by itself after ten minutes; what was said can still be sent or thrown away", async () => {
    const { page } = bob;
    await bob.openRoom("kitchen");
    await page.clock.install();
    await page.getByRole("button", { name: "Record a voice message" }).click();
    // The time counts from when the microphone is open, which the recorder is before.
    await page.getByText("Recording. Enter sends it, Escape throws it away.").waitFor({ state: "attached" });
    await page.clock.fastForward("10:05");
    await page.getByText("A voice message lasts at most 10 minutes: it ends here.").waitFor();
    expect(await page.getByRole("timer").innerText()).toBe("10:00");
    await lookAt(bob, "voice-full", found);
    await bob.press("Throw the recording away");
    await page.getByRole("timer").waitFor({ state: "detached" });
    await page.clock.resume();
  });

  test("says in words, in both languages, what keeps it from the microphone", async () => {
    const { page } = bob;
    await page.reload();
    const failWith = (name: string) =>
      page.evaluate((failure) => {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", failure));
      }, name);
    await failWith("NotAllowedError");
    await bob.press("Record a voice message");
    await page.getByText(/The browser does not let Warbler use the microphone/).waitFor();
    await lookAt(bob, "voice-refused", found);
    await bob.press("Close");
    await failWith("NotFoundError");
    await bob.press("Record a voice message");
    await page.getByText("There is no microphone here.").waitFor();
    await bob.press("Close");
    await speak(world, bob, "中文");
    await failWith("NotReadableError");
    await bob.press("录制语音消息");
    await page.getByText("麦克风无法使用，可能被其他程序占用。").waitFor();
    await lookAt(bob, "voice-busy-zh", found);
    await bob.press("关闭");
    await speak(world, bob, "English");
  });
});

describe.each(["kitchen", "vault"])("in the room %s", (room) => {
  test("what was said is sent by Enter, and plays for the other one", async () => {
    await anna.openRoom(room);
    await bob.openRoom(room);
    await record(anna);
    await anna.page.keyboard.press("Enter");
    const own = voiceIn(anna);
    await own.waitFor();
    const heard = voiceIn(bob);
    await heard.waitFor();
    const position = heard.getByRole("slider", { name: "Position" });
    const length = Number(await position.getAttribute("max"));
    expect(length).toBeGreaterThanOrEqual(2_000);
    await heard.getByRole("button", { name: /^Speed: / }).click();
    await heard.getByRole("button", { name: "Play" }).click();
    await expect.poll(async () => Number(await position.inputValue())).toBeGreaterThan(0);
    await heard.getByRole("button", { name: "Play" }).waitFor();
    expect(Number(await position.inputValue())).toBe(0);
    await position.focus();
    await bob.page.keyboard.press("ArrowRight");
    await expect.poll(async () => Number(await position.inputValue())).toBeGreaterThanOrEqual(1_000);
    expect(await position.getAttribute("aria-valuetext")).toMatch(/^0:01 of 0:\d\d$/);
    await lookAt(bob, `voice-player-${room}`, found);
  });
});

test("before the first one that a guest hears one is asked, and who does not send it has it still", async () => {
  const { page } = anna;
  await world.newRoom(anna, "studio");
  const guest = await world.join(anna, "Gu Ke", ["studio"], { role: "Guest" });
  await guest.openRoom("studio");
  await anna.openRoom("studio");
  await record(anna);
  await anna.page.keyboard.press("Enter");
  const question = page.getByRole("dialog", { name: "Guests read this room" });
  await question.getByText(/^Gu Ke is a guest/).waitFor();
  await lookAt(anna, "voice-guests", found);
  await question.getByRole("button", { name: "Cancel" }).click();
  await question.waitFor({ state: "detached" });
  expect(await voiceIn(anna).count()).toBe(0);
  await page.getByText("The recording has ended. Send it, or throw it away.").waitFor();
  await anna.press("Send the voice message");
  await question.getByRole("button", { name: "Send" }).click();
  await page.getByRole("timer").waitFor({ state: "detached" });
  await voiceIn(anna).waitFor();
  await voiceIn(guest).waitFor();
});

test("axe objects to nothing, and the browser complains of nothing", () => {
  expect(found).toEqual([]);
  expect([...anna.complaints, ...bob.complaints]).toEqual([]);
});
