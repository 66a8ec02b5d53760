// `npm test`: runs every test, or those whose path contains one of the words given, and ends with one plain line
// `N passed, N failed, N skipped`. A run that executed nothing has failed. Options of vitest are passed on to it.
import { createVitest, parseCLI, type Reporter, type TestModule } from "vitest/node";
import { type Missing, postgres } from "../packages/testkit/src/services.ts";
import { bringChromium, chromiumShell } from "./browser/chromium.ts";
import { root } from "./command.ts";
import { freshenWebClient } from "./web-client.mjs";

type Tally = { passed: number; failed: number; skipped: number };

const SLOWEST = 15;

const { filter, options } = parseCLI(["vitest", "run", ...process.argv.slice(2)]);
const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
const counter: Reporter = {
  onTestRunEnd(modules, unhandledErrors) {
    modules.forEach(count);
    tally.failed += unhandledErrors.length;
    tellSlowest(modules);
    tellTriedAgain(modules);
  },
};

const vitest = await createVitest({ ...options, watch: false, reporters: ["default", counter] });
try {
  await prepare(filter);
  await vitest.start(filter);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (tally.failed === 0) tally.failed = 1;
} finally {
  await vitest.close();
}
if (tally.passed + tally.failed === 0) console.error("No test was executed.");
if (tally.passed === 0 || tally.failed > 0) process.exitCode = 1;
console.log(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);

/** Brings what the chosen tests need, and says what they will have to do without. */
async function prepare(words: readonly string[]): Promise<void> {
  const chosen = await vitest.globTestSpecifications([...words]);
  if (chosen.some(({ project }) => project.name === "browser")) {
    const browser = await orSay(bringChromium);
    const shell = browser && (await orSay(chromiumShell));
    // Spares every worker the search.
    if (shell !== undefined) process.env["CHROMIUM_SHELL_PATH"] = shell.path;
    if (browser !== undefined) process.env["CHROMIUM_PATH"] = browser.path;
  }
  // Once, before the workers that need it start side by side.
  if (chosen.some(({ moduleId }) => moduleId.includes("/tests/web/"))) freshenWebClient(root, process.execPath);
  await orSay(postgres);
}

/** A service, or nothing but a sentence to the reader; where services are required, its tests then fail by themselves. */
async function orSay<Service extends object>(find: () => Service | Missing | Promise<Service | Missing>) {
  try {
    const service = await find();
    if (!("missing" in service)) return service;
    console.error(`${service.missing} Its tests are skipped.`);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)} Its tests fail.`);
  }
  return undefined;
}

/** A file that could not be read or set up counts as one failed test. */
function count(module: TestModule): void {
  tally.failed += module.errors().length > 0 ? 1 : 0;
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    tally[state === "pending" ? "failed" : state] += 1;
  }
  for (const suite of module.children.allSuites()) tally.failed += suite.errors().length > 0 ? 1 : 0;
}

/** Where the time of a whole run goes. */
function tellSlowest(modules: readonly TestModule[]): void {
  const times = modules.map((module) => ({ name: module.relativeModuleId, ms: module.diagnostic().duration }));
  times.sort((one, other) => other.ms - one.ms);
  if (times.length <= SLOWEST) return;
  console.log("The slowest files:");
  for (const { name, ms } of times.slice(0, SLOWEST)) console.log(`${(ms / 1000).toFixed(0).padStart(5)} s  ${name}`);
}

/** A test that passed only when it was tried again has something to be mended, in itself or in what it tries. */
function tellTriedAgain(modules: readonly TestModule[]): void {
  const again = modules.flatMap((module) => [...module.children.allTests()].filter((test) => test.diagnostic()?.flaky));
  if (again.length === 0) return;
  console.log("Passed only when tried again:");
  for (const test of again) console.log(`  ${test.module.relativeModuleId}: ${test.fullName}`);
}
