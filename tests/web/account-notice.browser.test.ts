/** A person sees at once that somebody signed in as them elsewhere, and says whether it was them. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { speak } from "./console-world.ts";
import { look } from "./look-at.ts";
import { startWebWorld, type WebWorld, type Window } from "./web-world.ts";

let world: WebWorld;
let anna: Window;
const found: string[] = [];
const SIGNED_IN = /signed in to on a new device or from a new place/;

beforeAll(async () => {
  world = await startWebWorld();
  anna = await world.setUp("Anna Lind");
  await anna.page.goto(world.url);
  await anna.page.getByRole("navigation", { name: "Rooms" }).waitFor();
});
afterAll(() => world[Symbol.asyncDispose]());

const signInElsewhere = async () => {
  const window = await world.open();
  await window.page.goto(`${world.url}/sign-in`);
  await world.signIn(window, "anna");
  return window;
};

test("what this browser did itself is no news, and a sign-in elsewhere is", async () => {
  expect(await anna.page.getByText(SIGNED_IN).count()).toBe(0);
  const other = await signInElsewhere();
  await anna.page.getByText(SIGNED_IN).waitFor();
  expect(await other.page.getByText(SIGNED_IN).count()).toBe(0);
  found.push(...(await look(anna, "account-notice")));
  await anna.press("That was me");
  await anna.page.getByText(SIGNED_IN).waitFor({ state: "detached" });
});

test("the way to the devices is one press, in Chinese as well", async () => {
  await signInElsewhere();
  await anna.page.getByText(SIGNED_IN).waitFor();
  await speak(world, anna, "中文");
  await anna.page.getByText(/在新设备或新地点登录/).waitFor();
  found.push(...(await look(anna, "account-notice-zh")));
  await anna.press("查看我的设备");
  await anna.page.waitForURL(/settings\/devices/);
});

test("a device that was taken away is told, with what is left to do", async () => {
  await speak(world, anna, "English");
  await anna.page.goto(world.url);
  await signInElsewhere();
  await anna.press("That was me");
  await using officer = await world.sdk("anna");
  await anna.press("That was me");
  const devices = await officer.devices();
  const [{ id: device } = { id: undefined }] = devices
    .filter(({ current }) => !current)
    .toSorted((one, other) => other.addedAtMs - one.addedAtMs);
  if (device === undefined) throw new Error("expected the other window's device");
  await officer.api("takeDeviceAway", { reason: "it was left in a train" }, { account: officer.account, device });
  await anna.page.getByText(/took a device of yours away/).waitFor();
  found.push(...(await look(anna, "device-taken-notice")));
  await anna.press("I know");
  await anna.page.getByText(/took a device of yours away/).waitFor({ state: "detached" });
});

test("axe objects to nothing", () => expect(found).toEqual([]));
