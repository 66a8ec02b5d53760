// `npm run simulate -- FIRST [COUNT]`: the simulation of tests/simulation with these seeds; without a number, with a thousand
// seeds that nobody has tried before.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "./command.ts";

const [first, count] = process.argv.slice(2).map(Number);
const seed = first ?? Math.floor(Math.random() * 1e9);
const seeds = count ?? (first === undefined ? 1_000 : 1);
if (![seed, seeds].every((one) => Number.isSafeInteger(one) && one >= 0))
  throw new Error("expected `npm run simulate -- FIRST [COUNT]` with whole numbers");
console.log(`seeds ${seed} to ${seed + seeds - 1}`);
const vitest = join(root, "node_modules/vitest/vitest.mjs");
const child = spawn(process.execPath, [vitest, "run", "--project", "node", "tests/simulation"], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, WARBLER_SEED: String(seed), WARBLER_SEEDS: String(seeds) },
});
child.once("exit", (code) => {
  process.exitCode = code ?? 1;
});
