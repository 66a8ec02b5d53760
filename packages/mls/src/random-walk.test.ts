import { expect, test } from "vitest";
import { randomWalk } from "./testing/random-walk.ts";

const SEEDS = Number(process.env["WARBLER_MLS_SEEDS"] ?? 40);
const FIRST_SEED = Number(process.env["WARBLER_MLS_FIRST_SEED"] ?? 1);
const STEPS = 50;

test(
  `${SEEDS} groups live through ${STEPS} random steps: all agree, all read, nobody who was removed learns anything`,
  async () => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
      await randomWalk({ seed, steps: STEPS, mostMembers: seed % 16 === 0 ? 20 : 2 + (seed % 7) });
    }
    expect(SEEDS).toBeGreaterThan(0);
  },
  SEEDS * 30_000,
);
