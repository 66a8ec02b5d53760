// `npm run simulate -- FIRST [COUNT]`: the simulation of tests/simulation with these seeds; without a number, with a thousand
// seeds that nobody has tried before. `npm run simulate -- rooms FIRST [COUNT]` does so with that of end-to-end rooms; with
// one seed it says what happens.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "./command.ts";

const asked = process.argv.slice(2);
const isRooms = asked[0] === "rooms";
const [first, count] = (isRooms ? asked.slice(1) : asked).map(Number);
const seed = first ?? Math.floor(Math.random() * 1e9);
const seeds = count ?? (first === undefined ? 1_000 : 1);
if (![seed, seeds].every((one) => Number.isSafeInteger(one) && one >= 0))
  throw new Error("expected `npm run simulate -- [rooms] FIRST [COUNT]` with whole numbers");
console.log(`seeds ${seed} to ${seed + seeds - 1}`);
const half = seed % 2 === 0 ? "even" : "odd";
const rooms = `packages/client/src/groups/simulation-${seeds === 1 ? half : ""}`;
const settings = isRooms
  ? { WARBLER_ROOM_FIRST_SEED: String(seed), WARBLER_ROOM_SEEDS: String(seeds) }
  : { WARBLER_SEED: String(seed), WARBLER_SEEDS: String(seeds) };
const vitest = join(root, "node_modules/vitest/vitest.mjs");
const child = spawn(process.execPath, [vitest, "run", "--project", "node", isRooms ? rooms : "tests/simulation"], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, ...settings },
});
child.once("exit", (code) => {
  process.exitCode = code ?? 1;
});
