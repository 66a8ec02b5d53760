/** What the SDK costs whoever loads it. */
import { expect, test } from "vitest";
import { brotliBytes, bundleOf, CORE_BUDGET_BYTES } from "../build.ts";

const textOf = async (source: string) => new TextDecoder().decode(await bundleOf(source));

test("the whole core is within its budget", async () => {
  expect(brotliBytes(await bundleOf('export * from "./index.ts"'))).toBeLessThanOrEqual(CORE_BUDGET_BYTES);
});

test("what is not used is not loaded", async () => {
  expect((await textOf('import "./index.ts"')).trim()).toBe("");
  const links = await textOf('export { parseLink } from "./index.ts"');
  expect(links.length).toBeLessThan(8_000);
  expect(links).not.toContain("protobuf");
  expect(await textOf('export { memoryStore } from "./index.ts"')).not.toContain("WebSocket");
  const core = await textOf('export { connect } from "./index.ts"');
  for (const absent of ["better-sqlite3", "fake.warbler.test"]) expect(core).not.toContain(absent);
});

test("the core imports nothing of Node", async () => {
  expect(await textOf('export * from "./index.ts"')).not.toMatch(/from\s*"node:|require\(/);
});
