// 50 pairs in closed loop: how many durable messages a second, how long an ack takes, what a message costs the server.
import { coreShares, meter } from "../load/meter.ts";
import { type ClosedLoopResult, connectPairs, createCouples, runClosedLoop } from "../load/pairs.ts";
import type { Scale, Scenario } from "../scenario.ts";
import { percentile } from "../statistics.ts";

export function oneToOne({ pairs: count, durationMs, rounds }: Scale & { readonly pairs: number }): Scenario {
  return {
    name: "one-to-one",
    rounds,
    servers: "shared",
    prepare: async (server) => {
      const pairs = await connectPairs(server, await createCouples(server, count));
      return {
        measure: async () => {
          let result: ClosedLoopResult = { ackMs: [], deliveries: 0 };
          const cost = await meter(server, async () => {
            result = await runClosedLoop(pairs, durationMs);
          });
          return {
            "messages/s": (1000 * result.ackMs.length) / cost.elapsedMs,
            "CPU µs/message": cost.serverCpuMicros / result.ackMs.length,
            "ack p50 ms": percentile(result.ackMs, 50),
            "ack p99 ms": percentile(result.ackMs, 99),
            ...coreShares(cost),
          };
        },
      };
    },
  };
}
