import { expect, test } from "vitest";
import { MLS_SUBJECTS, mlsInNode } from "./run.ts";
import { OPERATIONS } from "./subject.ts";

test("our MLS core does every operation, and ts-mls beside it", async () => {
  const { servers } = await mlsInNode({ sizes: [3], referenceUpTo: 3, rounds: 1 }).run();
  expect(servers.map(({ server }) => server)).toEqual(MLS_SUBJECTS);
  for (const { medians } of servers) {
    for (const name of OPERATIONS) expect(medians[`3: ${name}, CPU ms`]).toBeGreaterThan(0);
  }
  expect(servers[1]?.ratios["3: encrypt 256 B, CPU ms"]).toBeGreaterThan(0);
});
