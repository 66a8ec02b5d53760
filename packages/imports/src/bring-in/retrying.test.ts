import { en, WarblerError } from "@warbler/sdk";
import { expect, test } from "vitest";
import { retrying } from "./retrying.ts";

function watchedClock() {
  const waits: number[] = [];
  return { waits, nowMs: () => 0, sleep: async (ms: number) => void waits.push(ms) };
}
const { signal } = new AbortController();

test("a request that may succeed later is tried again, with longer waits", async () => {
  const clock = watchedClock();
  let tries = 0;
  const work = async () => {
    tries += 1;
    if (tries < 4) throw new WarblerError("network");
    return "done";
  };
  expect(await retrying(work, { clock, signal })).toBe("done");
  expect(clock.waits).toEqual([500, 1_000, 2_000]);
});

test("the server's own wish for the wait is kept", async () => {
  const clock = watchedClock();
  let tries = 0;
  const work = async () => {
    tries += 1;
    if (tries === 1) throw new WarblerError("rate-limited", en, { retryAfterMs: 7_000 });
  };
  await retrying(work, { clock, signal });
  expect(clock.waits).toEqual([7_000]);
});

test("what will not get better is thrown at once, and everything else in the end", async () => {
  const clock = watchedClock();
  await expect(retrying(() => Promise.reject(new WarblerError("forbidden")), { clock, signal })).rejects.toThrow();
  expect(clock.waits).toEqual([]);
  await expect(retrying(() => Promise.reject(new WarblerError("network")), { clock, signal })).rejects.toThrow();
  expect(clock.waits).toHaveLength(7);
});
