import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { specVectors } from "./testing/spec-vectors.ts";

const file = join(import.meta.dirname, "../../../docs/spec/audit-log.vectors.json");

test("the code computes the vectors that docs/spec/audit-log.md publishes", async () => {
  expect(await specVectors()).toEqual(JSON.parse(readFileSync(file, "utf8")));
});
