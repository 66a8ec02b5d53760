/** What the SDK costs whoever loads it. */
import { expect, test } from "vitest";
import { bundleOf, CORE_BUDGET_BYTES } from "../build.ts";

const ALL = 'export * from "./index.ts"';
const initialOf = async (source: string) => (await bundleOf(source)).initial;

test("the core is within its budget", async () => {
  expect((await bundleOf(ALL)).initialBytes).toBeLessThanOrEqual(CORE_BUDGET_BYTES);
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
