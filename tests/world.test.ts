import { setTimeout as sleep } from "node:timers/promises";
import { sqliteStore } from "@warbler/sdk/node";
import { openWorld, postgres } from "@warbler/testkit";
import { describe, expect, test } from "vitest";

const database = await postgres();
const stores = [
  { store: "sqlite", missing: undefined },
  { store: "postgres", missing: "missing" in database ? database.missing : undefined },
] as const;

describe.each(stores)("two people on a real server over $store", ({ store, missing }) => {
  test.skipIf(missing !== undefined)("talk, from several devices each, also after the server restarted", async () => {
    await using world = await openWorld({ store });
    const [alice, bob] = [await world.join("alice"), await world.join("bob")];
    const phone = await bob.device("phone");
    const room = await world.room([alice, bob], { name: "security" });
    await alice.says(room, "明天演练");
    await bob.hears(room, "明天演练");
    await phone.hears(room, "明天演练");
    await world.restart();
    await phone.says(room, "got it");
    await alice.hears(room, "got it");
    await bob.first.restart();
    expect(await bob.texts(room)).toEqual(["明天演练", "got it"]);
    expect((await world.filesHolding(["明天演练", "got it"])).found).toEqual([]);
  });
});

test("a revoked device is signed out and reads nothing that is said after", async () => {
  await using world = await openWorld();
  const [alice, bob] = [await world.join("alice"), await world.join("bob")];
  const room = await world.room([alice, bob]);
  const stolen = await bob.device("stolen");
  await alice.says(room, "before");
  await stolen.hears(room, "before");
  await bob.revokes(stolen);
  await alice.says(room, "after");
  await bob.hears(room, "after");
  await stolen.expired();
  await expect(stolen.restart()).rejects.toMatchObject({ code: "signed-out" });
});

test("what is said while the line is cut arrives when it is mended", async () => {
  await using world = await openWorld();
  const [alice, bob] = [await world.join("alice"), await world.join("bob")];
  const room = await world.room([alice, bob]);
  alice.first.line.cut();
  const sending = (await alice.first.room(room)).send("from the tunnel");
  await bob.says(room, "are you there?");
  expect(sending.state).toBe("queued");
  alice.first.line.mend();
  alice.client.retryNow();
  await sending.settled;
  expect(await bob.texts(room)).toEqual(["are you there?", "from the tunnel"]);
});

test("a meddler on the line can swallow, repeat and make up frames", async () => {
  await using world = await openWorld();
  const [alice, bob] = [await world.join("alice"), await world.join("bob")];
  const room = await world.room([alice, bob]);
  const seen: string[] = [];
  bob.first.line.meddler = {
    toDevice: (frame) => {
      seen.push(String(frame.body.case));
      return frame.body.case === "records" ? [frame, frame] : [frame];
    },
    answer: (call, response) => {
      seen.push(call.path);
      return response;
    },
  };
  await alice.says(room, "twice?");
  await bob.hears(room, "twice?");
  await bob.client.people();
  expect(await bob.texts(room)).toEqual(["twice?"]);
  expect(seen).toContain("records");
  expect(seen.some((one) => one.startsWith("/api/people"))).toBe(true);
});

test("a server apart is killed and comes back; a client with a store in a folder goes on", async () => {
  await using world = await openWorld({ server: "apart" });
  const alice = await world.join("alice", { store: () => sqliteStore(`${world.folder}/alice`) });
  const room = await world.room([alice]);
  await alice.says(room, "acknowledged");
  await world.kill();
  const sending = (await alice.first.room(room)).send("while it was down");
  await sleep(50);
  await world.start();
  await alice.first.restart({ offline: true });
  alice.client.retryNow();
  await alice.client.flushed();
  expect(sending.id).toBeDefined();
  expect(await alice.texts(room)).toEqual(["acknowledged", "while it was down"]);
});

test("time passes when a test says so: an invitation of last week is worth nothing", async () => {
  await using world = await openWorld();
  const { token } = (await world.raw.owner.call("invite", {}, {})).body;
  world.clock.pass(8 * 24 * 3_600_000);
  const body = { token, ...world.raw.newPerson("late") };
  expect(await world.raw.call("acceptInvitation", { body })).toMatchObject({ code: "invitation-invalid" });
});
