/**
 * End-to-end rooms under a network that loses, repeats, delays and reorders, on machines that fail at any write, with members
 * who change the room at the same time: one seed decides all. `WARBLER_ROOM_SEEDS=5000 npm test -- groups/simulation` runs
 * more, `WARBLER_ROOM_SEED=17` that one.
 */
import { nodeProvider } from "@warbler/mls/node";
import { expect, test } from "vitest";
import { loadLazyModules } from "../testing/lazy-modules.ts";
import { orderWebCrypto } from "../testing/ordered-crypto.ts";
import { RoomWorld } from "../testing/room-world.ts";

orderWebCrypto();
await loadLazyModules();
const ONE = process.env["WARBLER_ROOM_SEED"];
const COUNT = Number(process.env["WARBLER_ROOM_SEEDS"] ?? 40);
const SEEDS = ONE === undefined ? Array.from({ length: COUNT }, (_, at) => at + 1) : [Number(ONE)];
const STEPS = 40;

test.each(SEEDS)(
  "after quiet all agree on epoch, roster and content, and everyone reads what is theirs (seed %i)",
  async (seed) => {
    const world = await RoomWorld.of(seed, (randomBytes) => nodeProvider(1, { randomBytes }));
    for (let step = 0; step < STEPS; step++) await world.step();
    await world.quiet();
    expect(world.alarms()).toEqual([]);
    expect(await world.disagreements()).toEqual([]);
    expect(await world.unread()).toEqual([]);
    await world.end();
  },
);
