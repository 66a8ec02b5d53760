/** The random lives of groups, in parts: each is a test file of its own, so that all workers have a share. */
import { expect, test } from "vitest";
import { randomWalk } from "./random-walk.ts";

const SEEDS = Number(process.env["WARBLER_MLS_SEEDS"] ?? 40);
const FIRST_SEED = Number(process.env["WARBLER_MLS_FIRST_SEED"] ?? 1);
const STEPS = 50;
const PARTS = 4;
/** One in so many lives with the real primitives, which take most of the time. */
const REAL = 10;

/** One of the parts 1 to 4. */
export function testRandomWalks(part: 1 | 2 | 3 | 4): void {
  const seedAt = (parts: number) => FIRST_SEED + Math.floor((SEEDS * parts) / PARTS);
  const [first, beyond] = [seedAt(part - 1), seedAt(part)];
  test(
    `groups live through ${STEPS} random steps: all agree, all read, nobody who was removed learns anything (seeds ${first} to ${beyond - 1})`,
    async () => {
      for (let seed = first; seed < beyond; seed++) {
        const primitives = seed % REAL === 0 ? "real" : "cheap";
        await randomWalk({ seed, steps: STEPS, mostMembers: seed % 16 === 0 ? 20 : 2 + (seed % 7), primitives });
      }
      expect(SEEDS).toBeGreaterThan(0);
    },
    120_000 + (beyond - first) * 30_000,
  );
}
