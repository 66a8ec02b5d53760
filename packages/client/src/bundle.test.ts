/** What the SDK costs whoever loads it. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { bundleOf, CORE_BUDGET_BYTES, LATER_BUDGET_BYTES } from "../build.ts";

const ALL = 'export * from "./index.ts"';
const initialOf = async (source: string) => (await bundleOf(source)).initial;

test("the core, and what is loaded later, are within their budgets", async () => {
  const { initialBytes, laterBytes } = await bundleOf(ALL);
  expect(initialBytes).toBeLessThanOrEqual(CORE_BUDGET_BYTES);
  expect(laterBytes).toBeLessThanOrEqual(LATER_BUDGET_BYTES);
});

test("loading the SDK does nothing by itself, as `sideEffects: false` says", async () => {
  const program = `
    // zod keeps its settings there; they change nothing for anyone else.
    const of = (thing) => Reflect.ownKeys(thing).map(String).filter((key) => !key.startsWith("__zod_")).join();
    const world = () => JSON.stringify({
      globals: of(globalThis),
      builtIns: [Array, Object, Promise, Uint8Array, Map, String, Function].map((one) => of(one) + of(one.prototype)),
      listeners: process.eventNames().map(String),
      underWay: process.getActiveResourcesInfo(),
    });
    const before = world();
    await import(process.argv[1]);
    console.log(world() === before ? "nothing" : "something");
  `;
  for (const entry of ["index", "testing/index"]) {
    const path = fileURLToPath(new URL(`${entry}.ts`, import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program, path]);
    expect(stdout.trim(), entry).toBe("nothing");
  }
});

test("what is not used is not loaded", async () => {
  expect((await initialOf('import "./index.ts"')).trim()).toBe("");
  expect(await initialOf('export { memoryStore } from "./index.ts"')).not.toContain("WebSocket");
  const core = await initialOf('export { connect } from "./index.ts"');
  for (const absent of ["fake.warbler.test", "Photoshop 3.0", "warbler-message-proof", "PRIVATE_KEY"])
    expect(core).not.toContain(absent);
});

test("the core imports nothing of Node, and no protobuf library", async () => {
  const core = await initialOf(ALL);
  expect(core).not.toMatch(/from\s*"node:|require\(/);
  expect(core).not.toContain("google.protobuf");
});
