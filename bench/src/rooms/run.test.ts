import { expect, test } from "vitest";
import { roomLevels } from "./run.ts";

test("two people talk in a sealed and in an end-to-end room", async () => {
  const { servers } = await roomLevels({ perSecond: 50, durationMs: 200, rounds: 1 }).run();
  expect(servers.map(({ server }) => server)).toEqual(["sealed", "e2ee"]);
  for (const { medians } of servers) expect(medians["messages/s"]).toBeGreaterThan(0);
  expect(servers[1]?.ratios["messages/s"]).toBeGreaterThan(0);
});
