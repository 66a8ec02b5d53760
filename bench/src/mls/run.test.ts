import { expect, test } from "vitest";
import { runMls } from "./run.ts";
import { OPERATIONS } from "./subject.ts";
import { tsMls } from "./ts-mls.ts";
import { warblerMls } from "./warbler.ts";

test("our MLS core does every operation, and ts-mls beside it", { timeout: 60_000 }, async () => {
  const { servers } = await runMls("mls", [tsMls, warblerMls], { sizes: [3], referenceUpTo: 3, rounds: 1 });
  expect(servers.map(({ server }) => server)).toEqual(["ts-mls 1.6.4", "warbler"]);
  for (const { medians } of servers) {
    for (const name of OPERATIONS) expect(medians[`3: ${name}, CPU ms`]).toBeGreaterThan(0);
  }
  expect(servers[1]?.ratios["3: encrypt 256 B, CPU ms"]).toBeGreaterThan(0);
});
