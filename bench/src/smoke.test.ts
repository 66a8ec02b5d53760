import { expect, test } from "vitest";
import { referenceDriver } from "./drivers/reference.ts";
import { warblerDriver } from "./drivers/warbler.ts";
import { runScenario } from "./runner.ts";
import { oneToOne } from "./scenarios/one-to-one.ts";

test("a scenario measures the reference beside itself and finds every delivery", async () => {
  const scenario = oneToOne({ pairs: 2, durationMs: 150, rounds: 1 });
  const other = { ...referenceDriver, name: "other" };
  const { servers } = await runScenario(scenario, [referenceDriver, other], undefined);
  expect(servers.map(({ server }) => server)).toEqual(["reference", "other"]);
  for (const { medians } of servers) expect(medians["messages/s"]).toBeGreaterThan(0);
  expect(servers[0]?.ratios).toEqual({});
  expect(servers[1]?.ratios["messages/s"]).toBeGreaterThan(0);
  expect(servers[1]?.verdicts.map(({ target }) => target.figure)).toEqual(["messages/s", "CPU µs/message"]);
});

test("Warbler itself is driven through the same scenario", async () => {
  const scenario = oneToOne({ pairs: 2, durationMs: 150, rounds: 1 });
  const { servers } = await runScenario(scenario, [referenceDriver, warblerDriver], undefined);
  expect(servers[1]?.medians["messages/s"]).toBeGreaterThan(0);
});
