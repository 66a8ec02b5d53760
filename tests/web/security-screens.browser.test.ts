/** axe finds nothing to object to on the screens of end-to-end encryption; a passkey keeps the way back. */
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { objections } from "./objections.ts";
import { startWebWorld, type WebWorld, type Window } from "./web-world.ts";

const THEMES = ["light", "dark"] as const;

let world: WebWorld;
let anna: Window;
let bob: Window;
const found: string[] = [];
/** Where pictures of the screens go, for who wants to look at them. */
const PICTURES = process.env["WARBLER_SCREENSHOTS"];

beforeAll(async () => {
  world = await startWebWorld();
  anna = await world.setUp("Anna Lind");
  bob = await world.join(anna, "Bob Berg");
  await anna.page.reload();
  await world.newRoom(anna, "vault", { endToEndWith: "Bob Berg" });
  await bob.openRoom("vault");
  await anna.say("只有我们能读");
  await bob.sees("只有我们能读");
});
afterAll(() => world[Symbol.asyncDispose]());

/** In light and dark. */
async function look({ page }: Window, name: string): Promise<void> {
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme });
    await page.locator(`html[data-theme="${theme}"]`).waitFor();
    found.push(...(await objections(page)).map((one) => `${name} (${theme}): ${one}`));
    if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, `${name}-${theme}.png`) });
  }
  if (PICTURES !== undefined) {
    await page.setViewportSize({ width: 390, height: 780 });
    await page.screenshot({ path: join(PICTURES, `${name}-narrow.png`) });
    await page.setViewportSize({ width: 1280, height: 720 });
  }
}

test("the dialogs of a room, a person and a level", async () => {
  const { page } = anna;
  await look(anna, "reminder");
  await page.getByRole("button", { name: "New", exact: true }).click();
  await page.getByRole("menuitem", { name: "New room" }).click();
  await page.getByRole("dialog").waitFor();
  await look(anna, "new-room");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "More", exact: true }).first().click();
  await page.getByRole("menuitem", { name: "Change the protection" }).click();
  await page.getByRole("dialog").waitFor();
  await look(anna, "change-level");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "2 people" }).click();
  await page.getByRole("button", { name: "What you can do with Bob Berg" }).click();
  await page.getByRole("menuitem", { name: "Safety number" }).click();
  await page.getByLabel("Safety number").waitFor();
  await look(anna, "safety-number");
  // On a phone the panel fills the screen, and what opens from it stands above it.
  await page.setViewportSize({ width: 390, height: 780 });
  await page.getByRole("button", { name: "They are the same" }).click();
  await page.getByText("Compared: this is the person you met").waitFor();
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.keyboard.press("Escape");
});

test("a new browser and the one that lets it in", async () => {
  const second = await world.open();
  await second.page.goto(`${world.url}/sign-in`);
  await world.signIn(second, "bob");
  await second.page.getByText("cannot read end-to-end rooms yet").waitFor();
  await look(second, "needs-approval");
  await second.press("Use the recovery code");
  await second.page.getByRole("dialog").waitFor();
  await look(second, "recover");
  await second.page.keyboard.press("Escape");
  await second.press("Ask another device");
  await bob.press("Look");
  await second.page
    .getByRole("dialog")
    .getByText(/^\d{6}$/)
    .waitFor();
  await look(second, "number");
  await bob.page.getByLabel("The six digits on its screen").waitFor();
  await look(bob, "approve");
  await bob.press("They differ, or it was not me");
  await bob.page.goto(`${world.url}/settings/devices`);
  await bob.page.getByText("not on your list").first().waitFor();
  await look(bob, "devices");
});

test("the three steps of recovery, on paper", async () => {
  const { page } = bob;
  await page.goto(`${world.url}/settings/recovery`);
  await bob.press("Set up recovery");
  await page.getByRole("radio", { name: /A printed code/ }).check();
  await look(bob, "recovery-1");
  await bob.press("Next");
  await page.getByRole("dialog").locator("output").waitFor();
  await look(bob, "recovery-2");
  await bob.press("I have it on paper");
  await look(bob, "recovery-3");
  await page.keyboard.press("Escape");
  await page.getByText("not tried yet").waitFor();
  await look(bob, "recovery-untested");
});

test("a passkey that keeps a secret is a way back, and is tried like a code", async () => {
  const { page } = anna;
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      ctap2Version: "ctap2_1",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      hasPrf: true,
    },
  });
  await page.goto(`${world.url}/settings/recovery`);
  await anna.press("Set up recovery");
  await page.getByRole("radio", { name: /A passkey/ }).check();
  await anna.press("Make the passkey");
  await anna.press("Test the passkey");
  await page.getByText("Recovery is ready").waitFor();
});

test("axe objects to nothing, and the console to nothing either", () => {
  expect(found).toEqual([]);
  const isNetwork = (text: string) => /Failed to load resource|WebSocket connection|ERR_CONNECTION/.test(text);
  for (const { complaints } of world.windows) expect(complaints.filter((text) => !isNetwork(text))).toEqual([]);
});
