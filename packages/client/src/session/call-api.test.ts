/** Reads that the server asks to wait are asked again; nothing else is. */
import { ERRORS, type ErrorCode } from "@warbler/protocol";
import { expect, test } from "vitest";
import { en, failIn } from "../errors.ts";
import type { Platform } from "../platform/platform.ts";
import { FakeServer } from "../testing/index.ts";
import { callApi } from "./call-api.ts";

const refusal = (code: ErrorCode, retryAfterMs: number) => {
  const { status, retryable, en: title } = ERRORS[code];
  return Response.json({ type: "x", title, titleZh: "", status, code, retryable, retryAfterMs }, { status });
};
const limited = (retryAfterMs: number) => refusal("rate-limited", retryAfterMs);

const isWait = (ms: number) => ms === 1_000;

async function askedOf(answers: readonly (() => Response)[]) {
  const waits: number[] = [];
  let asked = 0;
  const platform: Platform = {
    ...(await FakeServer.create()).platform(),
    fetch: async () => answers[Math.min(asked++, answers.length - 1)]?.() ?? Response.error(),
    // Deadlines last for ever here, and waits no time at all.
    sleep: (ms) => (isWait(ms) ? Promise.resolve(void waits.push(ms)) : new Promise(() => {})),
  };
  const stop = new AbortController().signal;
  const deps = { origin: "https://server.test", platform, fail: failIn(en), shown: {}, stop };
  return { deps, waits, asked: () => asked };
}

const rooms = { name: "rooms", input: undefined, params: undefined, options: undefined } as const;
const answered = () => Response.json({ rooms: [] });

test("a read over the budget is asked again until it is answered", async () => {
  const { deps, waits, asked } = await askedOf([() => limited(5), () => limited(900), answered]);
  expect(await callApi(deps, rooms)).toEqual({ rooms: [] });
  expect([asked(), waits]).toEqual([3, [1_000, 1_000]]);
});

test("a read that is refused for as long as a call lasts is refused", async () => {
  const { deps, waits } = await askedOf([() => limited(5)]);
  const call = callApi(deps, { ...rooms, options: { deadlineMs: 3_500 } });
  await expect(call).rejects.toMatchObject({ code: "rate-limited" });
  expect(waits).toHaveLength(3);
});

test("what was refused for longer, or is no read, is refused", async () => {
  const long = await askedOf([() => limited(60_000), answered]);
  await expect(callApi(long.deps, rooms)).rejects.toMatchObject({ code: "rate-limited", retryAfterMs: 60_000 });
  const write = await askedOf([() => limited(5), answered]);
  const setStatus = { name: "setStatus", input: { text: "here" }, params: undefined, options: undefined } as const;
  await expect(callApi(write.deps, setStatus)).rejects.toMatchObject({ code: "rate-limited" });
  expect([long.asked(), write.asked()]).toEqual([1, 1]);
});

test("a call that is ended while it waits says so", async () => {
  const end = new AbortController();
  const { deps } = await askedOf([
    () => {
      end.abort();
      return limited(5);
    },
    () => {
      throw end.signal.reason;
    },
  ]);
  const call = callApi(deps, { ...rooms, options: { signal: end.signal } });
  await expect(call).rejects.toMatchObject({ code: "cancelled" });
});
