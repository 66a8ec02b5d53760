// A steady rate, as a working day has it: how long from the moment a message should be sent to its delivery. The load is
// open: a message is due at its time whether or not the last one came back, and its delay counts from then, so that a
// server that stalls cannot hide the messages it kept from being sent (coordinated omission).
import { setImmediate as nextTurn } from "node:timers/promises";
import { meter } from "../load/meter.ts";
import { connectPairs, createCouples, type Pair } from "../load/pairs.ts";
import { numberedBody, numberIn, until } from "../load/people.ts";
import type { Scale, Scenario } from "../scenario.ts";
import { percentile } from "../statistics.ts";

const PAIRS = 50;
const STRAGGLERS_MS = 10_000;

export function steady({ perSecond, durationMs, rounds }: Scale & { readonly perSecond: number }): Scenario {
  return {
    name: `steady-${perSecond}`,
    rounds,
    servers: "shared",
    prepare: async (server) => {
      const pairs = await connectPairs(server, await createCouples(server, PAIRS));
      return {
        measure: async () => {
          let delaysMs: readonly number[] = [];
          const cost = await meter(server, async () => {
            delaysMs = await runOpenLoop(pairs, perSecond, durationMs);
          });
          return {
            "delivery p50 ms": percentile(delaysMs, 50),
            "delivery p99 ms": percentile(delaysMs, 99),
            "CPU µs/message": cost.serverCpuMicros / delaysMs.length,
            "server core %": 100 * cost.serverCoreShare,
          };
        },
      };
    },
  };
}

/** Delays from the due time to the delivery, one for each message sent. */
async function runOpenLoop(pairs: readonly Pair[], perSecond: number, durationMs: number): Promise<readonly number[]> {
  const delaysMs: number[] = [];
  const messages = Math.round((perSecond * durationMs) / 1000);
  const acks: Promise<number>[] = [];
  const startedAt = performance.now();
  const dueAt = (number: number) => startedAt + (1000 * number) / perSecond;
  for (const receiver of pairs.flatMap((pair) => pair.receivers)) {
    receiver.onDelivery(({ body }) => delaysMs.push(performance.now() - dueAt(numberIn(body))));
  }
  for (let number = 0; number < messages; number++) {
    // Timers are a millisecond coarse, more than a delivery takes: the client has a core to itself and may spin.
    while (performance.now() < dueAt(number)) await nextTurn();
    const pair = pairs[number % pairs.length];
    if (pair !== undefined) acks.push(pair.sender.send(pair.room, numberedBody(number)));
  }
  await Promise.all(acks);
  await until(
    () => delaysMs.length >= messages,
    STRAGGLERS_MS,
    () => `expected ${messages}, got ${delaysMs.length}`,
  );
  return delaysMs;
}
