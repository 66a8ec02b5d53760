// One room, everybody online: how many deliveries a second, and what one costs the server.
import { connectCrowd, runFanOut } from "../load/crowd.ts";
import { coreShares, meter } from "../load/meter.ts";
import { tooManyFiles } from "../load/people.ts";
import type { Scale, Scenario } from "../scenario.ts";

export interface FanOutScale extends Scale {
  readonly members: number;
  /** Messages in flight at once. */
  readonly writers: number;
}

export function fanOut({ members, writers, durationMs, rounds }: FanOutScale): Scenario {
  return {
    name: `fan-out-${members}`,
    rounds,
    servers: "shared",
    prepare: async (server) => {
      const refusal = tooManyFiles(members);
      if (refusal !== undefined) return refusal;
      const crowd = await connectCrowd(server, await server.createUsers(members));
      return {
        measure: async () => {
          let deliveries = 0;
          const cost = await meter(server, async () => {
            deliveries = await runFanOut(crowd, writers, durationMs);
          });
          return {
            "deliveries/s": (1000 * deliveries) / cost.elapsedMs,
            "CPU µs/delivery": cost.serverCpuMicros / deliveries,
            ...coreShares(cost),
          };
        },
      };
    },
  };
}
