/** Codes that are shown on one screen and scanned with the camera of another: letting a device in, and comparing people. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { lookAt } from "./look-at.ts";
import { startWebWorld, type WebWorld, type Window } from "./web-world.ts";

const CODE = "The same number as a code to scan";

const found: string[] = [];

let world: WebWorld;
let anna: Window;
let bob: Window;
beforeAll(async () => {
  world = await startWebWorld({ wholeChromium: true, serviceWorkers: "block" });
  anna = await world.setUp("Anna Lind");
  bob = await world.join(anna, "Bob Berg");
});
afterAll(() => world[Symbol.asyncDispose]());

/** From now on this window's camera looks at a white wall, and at the code that the other one shows once that is held up. */
async function cameraSees(by: Window, shownBy: Window, label: string): Promise<() => Promise<void>> {
  const svg = shownBy.page.getByRole("img", { name: label });
  const path = (await svg.locator("path").getAttribute("d")) ?? "";
  const size = Number((await svg.getAttribute("viewBox"))?.split(" ")[2]);
  await by.page.evaluate(
    ([dark, modules]) => {
      const scale = 8;
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = modules * scale;
      const drawing = canvas.getContext("2d");
      if (drawing === null) throw new Error("expected a canvas to draw on");
      const draw = () => {
        drawing.fillStyle = "#fff";
        drawing.fillRect(0, 0, canvas.width, canvas.height);
        if (document.documentElement.dataset["heldUp"] === undefined) return;
        drawing.fillStyle = "#000";
        drawing.setTransform(scale, 0, 0, scale, 0, 0);
        drawing.fill(new Path2D(dark));
        drawing.setTransform(1, 0, 0, 1, 0, 0);
      };
      draw();
      // A stream has pictures for as long as the canvas changes.
      setInterval(draw, 100);
      navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(10);
    },
    [path, size] as const,
  );
  return () => by.page.evaluate(() => document.documentElement.setAttribute("data-held-up", ""));
}

test("a device is let in by the code on its screen, without a number", async () => {
  const second = await world.open();
  await second.page.goto(`${world.url}/sign-in`);
  await world.signIn(second, "anna");
  await second.press("Ask another device");
  await second.page.getByRole("img", { name: "Code of this device, to be scanned by one that is in" }).waitFor();
  await anna.press("Look");
  const holdUp = await cameraSees(anna, second, "Code of this device, to be scanned by one that is in");
  await anna.press("Scan with the camera");
  await anna.page.locator("figcaption").waitFor();
  await lookAt(anna, "qr-scanner", found);
  await lookAt(second, "qr-code", found);
  await holdUp();
  await second.page.getByRole("dialog").getByRole("button", { name: "Done" }).waitFor();
});

async function openSafetyNumber({ page }: Window, of: string): Promise<void> {
  await page.getByRole("button", { name: "2 people" }).click();
  await page.getByRole("button", { name: `What you can do with ${of}` }).click();
  await page.getByRole("menuitem", { name: "Safety number" }).click();
  await page.getByRole("img", { name: CODE }).waitFor();
}

test("a safety number is compared by scanning the other one's screen", async () => {
  // The list of people is read anew when the page is.
  await anna.page.reload();
  await world.newRoom(anna, "vault", { endToEndWith: "Bob Berg" });
  await bob.openRoom("vault");
  await openSafetyNumber(bob, "Anna Lind");
  await openSafetyNumber(anna, "Bob Berg");
  const holdUp = await cameraSees(anna, bob, CODE);
  await anna.press("Scan with the camera");
  await lookAt(anna, "safety-number-scanner", found);
  await holdUp();
  await anna.page.getByText("Compared: this is the person you met").waitFor();
  expect([...found, ...anna.complaints, ...bob.complaints]).toEqual([]);
});
