import { type AccountId, type DeviceId, LIMITS, newId, type SessionId } from "@warbler/protocol";
import { describe, expect, test } from "vitest";
import { insert } from "../../kernel/plan.ts";
import { organisation } from "../../testing/organisation.ts";
import { sessionWatch } from "./session-watch.ts";
import { digestOf, sessionCells } from "./sessions.ts";
import { accountStore } from "./store.ts";
import { accountTables, sessions } from "./tables.ts";

const START_MS = Date.UTC(2026, 10, 5);

async function watched() {
  const world = await organisation(accountTables);
  const time = { nowMs: START_MS };
  const due: (() => void)[] = [];
  const clock = {
    ...world.kernel.clock,
    nowMs: () => time.nowMs,
    after: (_ms: number, work: () => void) => {
      due.push(work);
      return () => undefined;
    },
  };
  const watch = sessionWatch({ ...world.kernel, clock }, accountStore(world.kernel.reader));
  const token = new Uint8Array(32).fill(3);
  const id = newId<SessionId>();
  const expires_ms = START_MS + LIMITS.sessionAbsoluteMs;
  const row = { account: newId<AccountId>(), device: newId<DeviceId>(), token: digestOf(token), proven_ms: null };
  const bound = { key_thumbprint: null };
  await world.write(
    insert(sessions, { id, ...sessionCells({ ...row, ...bound, started_ms: START_MS, expires_ms, round: 0 }) }),
  );
  const seen = async () => {
    for (const work of due.splice(0)) work();
    // Noted behind everything that was asked before.
    await world.room();
    const [stored] = await world.kernel.reader.all<{ seen_ms: number | null }>('SELECT "seen_ms" FROM "sessions"', []);
    return stored?.seen_ms;
  };
  return { world, time, watch, id, token, seen };
}

describe("a session", () => {
  test("that is connected is in use, however long it asks nothing, until its last day", async () => {
    const { world, time, watch, id, token, seen } = await watched();
    const step = LIMITS.sessionIdleMs - 1;
    for (let at = 1; START_MS + at * step < START_MS + LIMITS.sessionAbsoluteMs; at++) {
      time.nowMs = START_MS + at * step;
      expect((await watch.look([id])).size).toBe(0);
      expect(await seen()).toBe(time.nowMs);
    }
    expect((await watch.identify(token)).ok).toBe(true);
    time.nowMs = START_MS + LIMITS.sessionAbsoluteMs;
    expect(await watch.look([id])).toEqual(new Set([id]));
    expect((await watch.identify(token)).ok).toBe(false);
    await world[Symbol.asyncDispose]();
  });

  test("is over at the idle limit and not a moment before, and one that nobody knows is over", async () => {
    const { world, time, watch, token } = await watched();
    const unknown = newId<SessionId>();
    expect(await watch.look([unknown])).toEqual(new Set([unknown]));
    time.nowMs = START_MS + LIMITS.sessionIdleMs - 1;
    expect((await watch.identify(token)).ok).toBe(true);
    time.nowMs = START_MS + LIMITS.sessionIdleMs;
    expect((await watch.identify(token)).ok).toBe(false);
    await world[Symbol.asyncDispose]();
  });

  test("is noted as used at most once in a quarter of an hour", async () => {
    const { world, time, watch, token, seen } = await watched();
    time.nowMs = START_MS + LIMITS.sessionSeenMs - 1;
    await watch.identify(token);
    expect(await seen()).toBeNull();
    time.nowMs++;
    await watch.identify(token);
    await watch.identify(token);
    expect(await seen()).toBe(time.nowMs);
    await world[Symbol.asyncDispose]();
  });
});
