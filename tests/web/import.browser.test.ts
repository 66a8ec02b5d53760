/** Bringing an export in from the browser, in the first run and after a reload. */
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ZipFile } from "yazl";
import { objections } from "./objections.ts";
import { startWebWorld, type WebWorld, type Window } from "./web-world.ts";

let world: WebWorld;
let anna: Window;
beforeAll(async () => {
  world = await startWebWorld();
  anna = await world.setUp();
}, 120_000);
afterAll(() => world[Symbol.asyncDispose]());

const said = (at: number, more: object = {}) => ({
  type: "message",
  user: at % 2 === 0 ? "U1" : "U2",
  ts: `${1_100_000_000 + at * 60}.000100`,
  text: `osprey number ${at}`,
  ...more,
});

async function exportFile(name: string, messages: number) {
  const zip = new ZipFile();
  const add = (entry: string, content: unknown) => zip.addBuffer(Buffer.from(JSON.stringify(content)), entry);
  add("users.json", [
    { id: "U1", name: "kestrel", real_name: "Kestrel Grey" },
    { id: "U2", name: "heron", real_name: "苍鹭" },
  ]);
  add("channels.json", [{ id: "C1", name: "birds", topic: { value: "" }, members: ["U1"] }]);
  const reactions = [{ name: "eagle", users: ["U2"], count: 1 }];
  add("birds/2004-11-09.json", [
    said(0, { reactions }),
    ...Array.from({ length: messages - 1 }, (_, at) => said(at + 1)),
  ]);
  zip.end();
  return { name, mimeType: "application/zip", buffer: await buffer(zip.outputStream) };
}
const choose = async (file: Awaited<ReturnType<typeof exportFile>>) =>
  anna.page.locator("input[type=file]").setInputFiles(file);

test("an owner sees what an export holds, imports it end to end encrypted, and reads it under its authors' names", async () => {
  const { page } = anna;
  await anna.press("Import from Slack or Mattermost");
  await choose({ name: "notes.zip", mimeType: "application/zip", buffer: Buffer.from("no zip at all") });
  await page.getByText("It is no zip file.").waitFor();
  await choose(await exportFile("birds.zip", 30));
  await page.getByRole("heading", { name: "What birds.zip holds" }).waitFor();
  await page.getByText("30, 0 of them in threads").waitFor();
  expect(await objections(page)).toEqual([]);
  await page.getByRole("radio", { name: /End-to-end encrypted/ }).check();
  await anna.press("Import 30 messages");
  await page.getByText("30 added, 0 were there already.").waitFor();
  expect(await objections(page)).toEqual([]);
  await anna.press("To the rooms");
  await anna.openRoom("birds");
  await anna.sees("osprey number 29");
  const last = anna.message("osprey number 29").last();
  await last.getByText("苍鹭").waitFor();
  await last.getByText("imported by Anna Lind").waitFor();
  expect(anna.complaints).toEqual([]);
}, 120_000);

test("the same export adds nothing again, and a new level of protection is a new place", async () => {
  const { page } = anna;
  await page.goto(`${world.url}/settings/import`);
  await choose(await exportFile("birds.zip", 31));
  await page.getByRole("radio", { name: /End-to-end encrypted/ }).check();
  await anna.press("Import 31 messages");
  await page.getByText("1 added, 30 were there already.").waitFor();
  await choose(await exportFile("birds.zip", 5));
  await page.getByRole("radio", { name: /Sealed by the server/ }).check();
  await anna.press("Import 5 messages");
  await page.getByText("6 added, 0 were there already.").waitFor();
}, 120_000);

test("an import that a reload interrupted says so, and goes on with the same file", async () => {
  const { page } = anna;
  await page.goto(`${world.url}/settings/import`);
  const file = await exportFile("many.zip", 1_200);
  await choose(file);
  // The record that begins the import and the first batch pass, the next one does not come back.
  let batches = 0;
  await page.context().route("**/api/rooms/*/history", async (route) => {
    if (++batches <= 2) await route.continue();
  });
  await anna.press("Import 1,200 messages");
  await page.getByText("500 of 1,200 messages").waitFor();
  await page.reload();
  await page.context().unrouteAll({ behavior: "ignoreErrors" });
  await page.getByText("The import of many.zip was interrupted.").waitFor();
  expect(await objections(page)).toEqual([]);
  await choose(file);
  await anna.press("Go on");
  await page.getByText("700 added, 500 were there already.").waitFor();
  await anna.press("To the rooms");
  await page.locator("nav").getByRole("link", { name: "birds" }).first().waitFor();
  expect(anna.complaints).toEqual([]);
}, 240_000);
