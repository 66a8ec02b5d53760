// `npm run check`: everything that can be said about the source without running its tests. All checks run side by side;
// each prints one line with its time, and those that fail print what they found. With words as arguments, only the checks
// with those names run.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Outcome, root, run, runNode } from "./command.ts";
import { linkProblems } from "./gates/links.ts";
import { lockfileProblems } from "./gates/lockfile.ts";
import { sdkPackageProblems } from "./gates/package.ts";
import { wordProblems } from "./gates/words.ts";

const SOURCES = ["packages", "apps", "bench", "tests", "tools"].filter((folder) => existsSync(join(root, folder)));

const CHECKS: Readonly<Record<string, () => Promise<Outcome>>> = {
  format: () => runNode("node_modules/@biomejs/biome/bin/biome", ["ci", "--colors=off", "--reporter=github"]),
  types: () => runNode("node_modules/@typescript/native/bin/tsc", ["--project", ".", "--pretty", "false"]),
  lint: () =>
    runNode("node_modules/oxlint/bin/oxlint", [
      "--type-aware",
      "--deny-warnings",
      "--report-unused-disable-directives",
      "--format=unix",
    ]),
  imports: () =>
    runNode("node_modules/dependency-cruiser/bin/dependency-cruiser.mjs", [
      "--config",
      ".dependency-cruiser.mjs",
      "--output-type=err-long",
      ...SOURCES,
    ]),
  unused: () => runNode("node_modules/knip/bin/knip.js", ["--no-progress", "--no-config-hints"]),
  package: async () => outcome(await sdkPackageProblems()),
  generated: () => runNode("tools/generate.ts", ["--check"]),
  lockfile: async () => outcome(lockfileProblems(await readFile(join(root, "package-lock.json"), "utf8"))),
  words: () => ofEveryFile(/./, wordProblems),
  links: () =>
    ofEveryFile(/\.md$/, (path, text) => linkProblems(path, text, (target) => existsSync(join(root, target)))),
};

function outcome(problems: readonly string[]): Outcome {
  return { ok: problems.length === 0, output: problems.join("\n") };
}

/** Looks at every file that is, or could be, committed. */
async function ofEveryFile(name: RegExp, look: (path: string, text: string) => readonly string[]): Promise<Outcome> {
  const { ok, output } = await run("git", ["ls-files", "--cached", "--others", "--exclude-standard"]);
  if (!ok) return { ok, output };
  const paths = output.split("\n").filter((path) => name.test(path) && existsSync(join(root, path)));
  const found = await Promise.all(paths.map(async (path) => look(path, await readFile(join(root, path), "utf8"))));
  return outcome(found.flat());
}

async function report(name: string): Promise<boolean> {
  const startedAtMs = performance.now();
  const check = CHECKS[name];
  if (check === undefined) throw new Error(`expected one of ${Object.keys(CHECKS).join(", ")}, got ${name}`);
  const { ok, output } = await check();
  const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1).padStart(5);
  console.log(`${ok ? "ok    " : "FAILED"} ${name.padEnd(10)}${seconds} s`);
  if (!ok) console.log(output.replace(/^/gm, "       "));
  return ok;
}

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(CHECKS);
const results = await Promise.all(names.map(report));
if (!results.every(Boolean)) process.exitCode = 1;
