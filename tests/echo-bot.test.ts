/** The example of a bot in the SDK's README, run as an operator would, against a real server. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { botsOf } from "@warbler/sdk/admin";
import { openWorld } from "@warbler/testkit";
import { afterAll, expect, test } from "vitest";

const world = await openWorld();
const running: ChildProcess[] = [];
afterAll(async () => {
  for (const one of running) one.kill("SIGKILL");
  await world[Symbol.asyncDispose]();
});

const EXAMPLE = fileURLToPath(new URL("../packages/client/examples/echo-bot.ts", import.meta.url));
const HOUR_MS = 3_600_000;

async function started(token: string): Promise<ChildProcess> {
  const ca = join(world.folder, "ca-for-bots.pem");
  await writeFile(ca, world.ca);
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: ca, WARBLER_URL: world.url, WARBLER_TOKEN: token };
  const bot = spawn(process.execPath, [EXAMPLE], { env, stdio: ["ignore", "pipe", "inherit"] });
  running.push(bot);
  await once(bot.stdout, "data");
  return bot;
}

test("the bot of the README answers in its room until its token is revoked, and is shown as a bot", async () => {
  const [anna, owner] = [await world.join("anna"), await world.owner()];
  const bots = botsOf(owner.client);
  const bot = await bots.make({ handle: "echo", name: "Echo" });
  const room = await world.room([anna], { name: "ops" });
  await (await anna.first.room(room)).add([bot.account]);
  const scopes = ["rooms:read", "messages:read", "messages:write", "people:read"] as const;
  const made = await bots.makeToken(bot.account, { name: "example", scopes: [...scopes], forMs: HOUR_MS });
  const program = await started(made.token);
  const ended = once(program, "exit");

  await anna.says(room, "hello there");
  await expect.poll(() => anna.texts(room), { timeout: 20_000 }).toEqual(["hello there", "hello there"]);
  const [, answer] = await (await anna.first.room(room)).history();
  expect(answer?.author).toEqual({ id: bot.account, name: "Echo", isBot: true });
  const members = await (await anna.first.room(room)).members();
  expect(members.find(({ id }) => id === bot.account)).toMatchObject({ isBot: true });
  expect((await anna.client.person(bot.account)).bot).toMatchObject({ owner: owner.account });

  await bots.revokeToken(made.id);
  expect(await ended).toEqual([0, null]);
});
