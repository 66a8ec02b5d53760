import { expect, test } from "vitest";
import { Lull } from "./lull.ts";

/** Time that passes only while somebody sleeps; `asked` runs at each of its moments. */
function timeWith(asked: (nowMs: number) => void) {
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    sleep: async (ms: number) => {
      for (const end = nowMs + ms; nowMs < end; nowMs += 100) asked(nowMs);
    },
  };
}

test("what is read for later waits while somebody asks, but not for ever", async () => {
  const until = async (busyMs: number) => {
    const time = timeWith((nowMs) => nowMs < busyMs && lull.disturbed());
    const lull = new Lull(time);
    await lull.begun();
    return time.nowMs();
  };
  expect(await until(0)).toBe(400);
  expect(await until(1_000)).toBe(1_600);
  expect(await until(60_000)).toBe(3_200);
});
