/** axe finds nothing to object to on the screens of end-to-end encryption, in both languages; a passkey keeps the way back. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { en } from "../../apps/web/src/security/words/en.ts";
import { zh } from "../../apps/web/src/security/words/zh.ts";
import { picture } from "./look-at.ts";
import { objections } from "./objections.ts";
import { WORDS } from "./scenes.ts";
import { startWebWorld, type WebWorld, type Window } from "./web-world.ts";

const LOOKS = [
  { lang: "en", theme: "light" },
  { lang: "zh", theme: "dark" },
] as const;
const SECURITY_WORDS = { en, zh };

describe.each(LOOKS)("in $lang, $theme", ({ lang, theme }) => {
  const words = WORDS[lang];
  const said = SECURITY_WORDS[lang];
  const found: string[] = [];
  let world: WebWorld;
  let anna: Window;
  let bob: Window;

  beforeAll(async () => {
    world = await startWebWorld();
    ({ anna, bob } = await world.two("vault", "只有我们能读", { endToEnd: true }));
    await speak(anna);
    await speak(bob);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  /** From here on in the language that is looked at. */
  async function speak({ page }: Window): Promise<void> {
    await page.evaluate((chosen) => localStorage.setItem("warbler-settings.lang", JSON.stringify(chosen)), lang);
    await page.reload();
    await page.getByRole("navigation", { name: words.sidebar.label }).waitFor();
  }

  async function look({ page }: Window, name: string): Promise<void> {
    await page.emulateMedia({ colorScheme: theme });
    await page.locator(`html[data-theme="${theme}"]`).waitFor();
    found.push(...(await objections(page)).map((one) => `${name}: ${one}`));
    await picture(page, `${name}-${lang}`);
    await page.setViewportSize({ width: 390, height: 780 });
    await picture(page, `${name}-${lang}-narrow`);
    await page.setViewportSize({ width: 1280, height: 720 });
  }

  test("the dialogs of a room, a person and a level", async () => {
    const { page } = anna;
    await page.getByText(said.notice.none).waitFor();
    await look(anna, "reminder");
    await anna.press(words.sidebar.create);
    await page.getByRole("menuitem", { name: words.sidebar.newRoom }).click();
    await page.getByRole("dialog").waitFor();
    await look(anna, "new-room");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: words.room.more, exact: true }).first().click();
    await page.getByRole("menuitem", { name: words.protection.change }).click();
    await page.getByRole("dialog").waitFor();
    await look(anna, "change-level");
    await page.keyboard.press("Escape");
    await anna.press(words.room.people(2));
    await anna.press(words.room.memberMore("Bob Berg"));
    await page.getByRole("menuitem", { name: words.safety.title }).click();
    await page.getByLabel(said.safety.number).waitFor();
    await look(anna, "safety-number");
    // On a phone the panel fills the screen, and what opens from it stands above it.
    await page.setViewportSize({ width: 390, height: 780 });
    await anna.press(said.safety.same);
    await page.getByText(said.safety.trust.verified).waitFor();
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.keyboard.press("Escape");
  });

  test("the three steps of recovery, on paper", async () => {
    const { page } = bob;
    await page.goto(`${world.url}/settings/recovery`);
    await bob.press(said.recovery.setUp);
    await page.getByRole("radio", { name: said.wizard.code }).check();
    await look(bob, "recovery-1");
    await bob.press(said.wizard.next);
    await page.getByRole("dialog").locator("output").waitFor();
    await look(bob, "recovery-2");
    await bob.press(said.wizard.kept);
    await look(bob, "recovery-3");
    await page.keyboard.press("Escape");
    await page.getByText(said.recovery.untested).waitFor();
    await look(bob, "recovery-untested");
  });

  test("a new browser and the one that lets it in", async () => {
    const second = await world.open();
    await second.page.goto(`${world.url}/sign-in`);
    await world.signIn(second, "bob");
    await speak(second);
    await second.page.getByText(words.identity.states["needs-approval"]).waitFor();
    await look(second, "needs-approval");
    await second.press(words.identity.useCode);
    await second.page.getByRole("dialog").waitFor();
    await look(second, "recover");
    await second.page.keyboard.press("Escape");
    await second.press(words.identity.ask);
    await bob.page.goto(world.url);
    await bob.press(words.identity.look);
    await second.page
      .getByRole("dialog")
      .getByText(/^\d{6}$/)
      .waitFor();
    await look(second, "number");
    await bob.page.getByLabel(said.approve.number).waitFor();
    await look(bob, "approve");
    await bob.press(said.approve.differ);
    await bob.page.goto(`${world.url}/settings/devices`);
    await bob.page.getByText(words.devices.notListed, { exact: true }).first().waitFor();
    await look(bob, "devices");
  });

  test("a passkey that keeps a secret is a way back, and is tried like a code", async () => {
    const { page } = anna;
    await anna.plugInKey({ hasPrf: true });
    await page.goto(`${world.url}/settings/recovery`);
    await anna.press(said.recovery.setUp);
    await page.getByRole("radio", { name: said.wizard.passkey }).check();
    await anna.press(said.wizard.makePasskey);
    await anna.press(said.wizard.testPasskey);
    await page.getByText(said.recovery.ready).waitFor();
  });

  test("axe objects to nothing, and the console to nothing either", () => {
    expect(found).toEqual([]);
    const isNetwork = (text: string) => /Failed to load resource|WebSocket connection|ERR_CONNECTION/.test(text);
    for (const { complaints } of world.windows) expect(complaints.filter((text) => !isNetwork(text))).toEqual([]);
  });
});
