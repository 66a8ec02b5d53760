import { expect, test } from "vitest";
import { brotliBytesOf } from "./sdk-size.ts";

const BUDGET_BYTES = 35 * 1024;

test("the SDK's core stays within its budget of 35 KB, Brotli", async () => {
  expect(await brotliBytesOf("packages/client/src/index.ts")).toBeLessThanOrEqual(BUDGET_BYTES);
});
