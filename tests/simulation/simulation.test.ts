/**
 * The real server in virtual time, on a disk, a power supply and a network that fail; and people who go on talking. One
 * seed decides everything, so that what failed fails again: `npm run simulate -- 4711`.
 */
import { cp, rm } from "node:fs/promises";
import { loadLazyModules } from "@warbler/sdk/testing";
import { openWorld, type Rest, watchForRest } from "@warbler/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkStoredRecords, verifyServedLog } from "../evidence.ts";
import { newFolder } from "./disk.ts";
import { type Beginning, CANARY, Storm } from "./storm.ts";

const FIRST = Number(process.env["WARBLER_SEED"] ?? "1");
const COUNT = Number(process.env["WARBLER_SEEDS"] ?? "200");
const SEEDS_IN_A_TEST = 20;
const STEPS = 20;
const HANDLES = ["alice", "bob", "carol"];

let beginning: Beginning;
let rest: Rest;
const happened = new Map<string, number>();

beforeAll(async () => {
  await loadLazyModules();
  await using world = await openWorld();
  const people = [await world.join("a"), await world.join("b"), await world.join("c")] as const;
  const room = await world.room(people, { name: "storm" });
  // Ids are random; in their order, which the server's answers have, each run is like the one before.
  const byAccount = people.map(({ client }) => client).sort((a, b) => (a.account < b.account ? -1 : 1));
  await world.restart();
  const folder = newFolder();
  await cp(world.folder, folder, { recursive: true });
  beginning = {
    folder,
    room: room.id,
    atMs: Date.now() + 3_600_000,
    people: byAccount.map(({ account, device, session: { token, key } }, at) => ({
      handle: HANDLES[at] ?? "",
      auth: { kind: "token", token, account, device, ...(key !== undefined && { key }) },
    })),
  };
  rest = watchForRest();
});
afterAll(async () => {
  rest[Symbol.dispose]();
  await rm(beginning.folder, { recursive: true });
});

async function weather(seed: number): Promise<void> {
  const storm = new Storm(seed, beginning, rest.settled);
  await storm.machine.start();
  for (let step = 0; step < STEPS; step++) await storm.step();
  await storm.calm();

  const said = storm.actors.flatMap((actor) => actor.said);
  for (const { client, handle } of storm.actors) {
    if (client === undefined) throw new Error(`expected ${handle} to be online after the storm`);
    const shown = await storm.shownTo(client);
    const texts = shown.map(({ text }) => text);
    // Exactly once each; in the order in which each person said them; where they were acknowledged to be.
    expect(texts.toSorted(), `what ${handle} sees`).toEqual(said.toSorted());
    for (const actor of storm.actors) expect(texts.filter((text) => actor.said.includes(text))).toEqual(actor.said);
    for (const { text, seq } of shown)
      if (storm.acknowledged.has(text)) expect(seq, text).toBe(storm.acknowledged.get(text));
    expect(client.outbox()).toEqual([]);
  }
  // Clients check the chain of the room and every record's place in it.
  expect(storm.alarms).toEqual([]);
  await verifyServedLog((path) => storm.get(path));
  expect(storm.disk.filesHolding(CANARY)).toEqual([]);
  await storm.stopAll();
  await checkStoredRecords(storm.disk, storm.messages);
  for (const [kind, times] of storm.disk.happened) happened.set(kind, (happened.get(kind) ?? 0) + times);
  storm.remove();
}

const tests = Array.from({ length: Math.ceil(COUNT / SEEDS_IN_A_TEST) }, (_, at) => {
  const first = FIRST + at * SEEDS_IN_A_TEST;
  return { first, last: Math.min(first + SEEDS_IN_A_TEST, FIRST + COUNT) - 1 };
});

test.each(tests)(
  "whatever fails, no acknowledged message is lost, none comes twice, and the log verifies (seeds $first to $last)",
  async ({ first, last }) => {
    for (let seed = first; seed <= last; seed++)
      await weather(seed).catch((cause: unknown) => {
        const what = cause instanceof Error ? cause.message : String(cause);
        throw new Error(`seed ${seed}, to be run again with \`npm run simulate -- ${seed}\`: ${what}`, { cause });
      });
  },
  300_000,
);

test.runIf(COUNT >= 100)("each kind of fault has happened", () => {
  const kinds = ["power lost", "torn commit", "torn checkpoint", "commit failed", "commit done, sync failed"];
  const faults = [...kinds, "write failed", "statement failed", "key failed"];
  expect([...happened.keys()].toSorted()).toEqual(faults.toSorted());
});
