// `npm run mutate -- PART`: changes each line of a part a little and sees whether its tests notice. What was tested before and
// has not changed since is taken from the last run (reports/mutation); `--force` tests everything again.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "./command.ts";

const PARTS: Readonly<Record<string, string>> = {
  crypto: "packages/crypto/src",
  kernel: "apps/server/src/kernel",
  transparency: "packages/transparency/src",
};

const [part = "", ...more] = process.argv.slice(2);
const folder = PARTS[part];
if (folder === undefined)
  throw new Error(`expected \`npm run mutate -- PART\` with a part of ${Object.keys(PARTS).join(", ")}, got "${part}"`);
// Each in a pattern of its own: the option is cut at every comma, also at one in braces.
const mutated = [
  `${folder}/**/*.ts`,
  ...["test", "page", "negatives"].map((kind) => `!**/*.${kind}.ts`),
  "!**/testing/**",
];
const stryker = join(root, "node_modules/@stryker-mutator/core/bin/stryker.js");
const reports = `reports/mutation/${part}`;
const args = [stryker, "run", "--mutate", mutated.join(","), "--incrementalFile", `${reports}.json`, ...more];
const child = spawn(process.execPath, args, {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, WARBLER_MUTATED: folder },
});
child.once("exit", (code) => {
  process.exitCode = code ?? 1;
});
