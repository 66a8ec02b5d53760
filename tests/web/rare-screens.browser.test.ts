/**
 * Screens that people hardly ever see, in both languages: a room whose encryption ended or came back changed, a spoilt keychain,
 * messages that cannot be read, and a camera that is not there. What lies behind them is tested apart; here the page is told of it as its engine would tell.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { en } from "../../apps/web/src/security/words/en.ts";
import { zh } from "../../apps/web/src/security/words/zh.ts";
import { lookAt } from "./look-at.ts";
import { WORDS } from "./scenes.ts";
import { startWebWorld, type WebWorld, type Window } from "./web-world.ts";

const SECURITY_WORDS = { en, zh };
type Told = "broken" | "unconfirmed" | "spoilt" | "key-missing" | "needs-recovery" | "tampered";

let world: WebWorld;
let anna: Window;
beforeAll(async () => {
  world = await startWebWorld({ wholeChromium: true, serviceWorkers: "block" });
  ({ anna } = await world.two("vault", "只有我们能读", { endToEnd: true }));
});
afterAll(() => world[Symbol.asyncDispose]());

/** From the next load on, what the engine tells this window of rooms or of the keychain is worse than it is. */
async function tell({ page }: Window): Promise<void> {
  await page.addInitScript(() => {
    const told = () => sessionStorage.getItem("told");
    let people: readonly unknown[] = [];
    const isRecord = (value: unknown): value is Record<string, unknown> =>
      typeof value === "object" && value !== null && !ArrayBuffer.isView(value);
    const fake = (value: unknown): void => {
      if (!isRecord(value)) return;
      if ("keychainWhole" in value && told() === "spoilt") value["keychainWhole"] = false;
      if (value["kind"] === "message" && ["key-missing", "needs-recovery", "tampered"].includes(told() ?? ""))
        Object.assign(value, {
          text: "",
          unreadable: true,
          undecryptable: { reason: told(), sinceMs: new Date(2026, 2, 1, 9).getTime() },
        });
      const isRoom = value["level"] === "e2ee" && "memberCount" in value;
      if (isRoom && told() === "broken") value["trouble"] = { kind: "broken" };
      if (isRoom && told() === "unconfirmed")
        value["trouble"] = {
          kind: "unconfirmed",
          by: people[0],
          isReset: true,
          newcomers: people.slice(0, 1).map((account) => ({ account, role: "moderator" })),
          changed: people.slice(1, 2).map((account) => ({ account, role: "owner" })),
        };
      for (const inner of Object.values(value)) fake(inner);
    };
    const listen = Worker.prototype.addEventListener;
    Worker.prototype.addEventListener = function (
      this: Worker,
      type: string,
      listener: EventListenerOrEventListenerObject,
      options?: boolean | AddEventListenerOptions,
    ) {
      const heard = (event: Event) => {
        const data: unknown = event instanceof MessageEvent ? event.data : undefined;
        const value = isRecord(data) && isRecord(data["value"]) ? data["value"] : {};
        if (Array.isArray(value["people"]))
          people = value["people"].map((one: unknown) => (isRecord(one) ? one["id"] : undefined));
        fake(data);
        if (typeof listener === "function") listener(event);
        else listener.handleEvent(event);
      };
      return listen.call(this, type, type === "message" ? heard : listener, options);
    };
  });
}

const show = async ({ page }: Window, told: Told | undefined) => {
  await page.evaluate((what) => sessionStorage.setItem("told", what), told ?? "nothing");
  await page.reload();
};

describe.each(["en", "zh"] as const)("in %s", (lang) => {
  const words = WORDS[lang];
  const said = SECURITY_WORDS[lang];
  const found: string[] = [];

  beforeAll(async () => {
    const { page } = anna;
    if (lang === "en") await tell(anna);
    await page.evaluate((chosen) => localStorage.setItem("warbler-settings.lang", JSON.stringify(chosen)), lang);
    await page.goto(world.url);
    await page.getByRole("navigation", { name: words.sidebar.label }).waitFor();
    await page.locator("nav").getByRole("link", { name: "vault" }).click();
  });

  test("a room whose encryption ended says so, and what beginning anew does", async () => {
    const { page } = anna;
    await show(anna, "broken");
    await page.getByText(said.trouble.broken).waitFor();
    await lookAt(anna, `trouble-broken-${lang}`, found);
    await anna.press(said.trouble.reset);
    await page.getByRole("dialog", { name: said.trouble.resetTitle }).waitFor();
    await lookAt(anna, `reset-room-${lang}`, found);
    await anna.press(words.common.cancel);
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  test("a room that came back changed shows who is in it, before anything goes on", async () => {
    const { page } = anna;
    await show(anna, "unconfirmed");
    await page.getByText(said.trouble.unconfirmed).waitFor();
    await lookAt(anna, `trouble-unconfirmed-${lang}`, found);
    await anna.press(said.trouble.see);
    await page.getByRole("dialog", { name: said.trouble.confirmTitle }).waitFor();
    await lookAt(anna, `confirm-group-${lang}`, found);
    await anna.press(said.trouble.notNow);
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  test("in the place of a message that cannot be read stands why, and what comes next", async () => {
    const { page } = anna;
    const instead = page.getByRole("log").locator("article");
    await show(anna, "key-missing");
    await instead.getByText(words.message.undecryptable["key-missing"]).waitFor();
    await instead.locator("small", { hasText: words.message.since("").trim().split(" ")[0] ?? "" }).waitFor();
    await lookAt(anna, `key-missing-${lang}`, found);
    await show(anna, "tampered");
    await instead.getByText(words.message.undecryptable.tampered).waitFor();
    await show(anna, "needs-recovery");
    await instead.getByText(words.message.undecryptable["needs-recovery"]).waitFor();
    await lookAt(anna, `needs-recovery-${lang}`, found);
    await instead.getByRole("button", { name: words.message.useRecovery }).click();
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
  });

  test("a keychain that the server spoilt is told of, with the way on", async () => {
    const { page } = anna;
    await page.evaluate(() => sessionStorage.setItem("told", "spoilt"));
    await page.goto(`${world.url}/settings/recovery`);
    await page.getByText(said.recovery.spoilt).waitFor();
    await page.getByRole("button", { name: said.recovery.begin }).waitFor();
    await lookAt(anna, `keychain-spoilt-${lang}`, found);
    await page.goto(world.url);
    await page.locator("nav").getByRole("link", { name: "vault" }).click();
  });

  test("the scanner shows what the camera sees, or says that there is none", async () => {
    const { page } = anna;
    await show(anna, undefined);
    await page.context().grantPermissions(["camera"]);
    await anna.press(words.room.people(2));
    await anna.press(words.room.memberMore("Bob Berg"));
    await page.getByRole("menuitem", { name: words.safety.title }).click();
    await anna.press(said.scan.start);
    const video = page.getByLabel(said.scan.picture);
    await expect.poll(() => video.evaluate((seen: HTMLVideoElement) => seen.videoWidth)).toBeGreaterThan(0);
    await lookAt(anna, `scanner-${lang}`, found);
    await anna.press(said.scan.stop);
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotFoundError"));
    });
    await anna.press(said.scan.start);
    await page.getByText(said.scan.noCamera).waitFor();
    await lookAt(anna, `scanner-none-${lang}`, found);
    await page.keyboard.press("Escape");
  });

  test("axe objects to nothing, and the browser complains of nothing", () => {
    expect(found).toEqual([]);
    expect(anna.complaints).toEqual([]);
  });
});
