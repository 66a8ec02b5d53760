// The network comes back and everybody returns at once with a token: how long until the last one is online.
import { setTimeout as sleep } from "node:timers/promises";
import { coreShares, meter } from "../load/meter.ts";
import { closeAll, connectAll, tooManyFiles } from "../load/people.ts";
import type { Scenario } from "../scenario.ts";

const ROOM_MEMBERS = 50;
const FAREWELL_MS = 300;

export function reconnect({ clients: count, rounds }: { readonly clients: number; readonly rounds: number }): Scenario {
  return {
    name: "reconnect",
    rounds,
    servers: "shared",
    prepare: async (server) => {
      const refusal = tooManyFiles(count);
      if (refusal !== undefined) return refusal;
      const sessions = await server.createUsers(count);
      for (let at = 0; at < count; at += ROOM_MEMBERS) await server.createRoom(sessions.slice(at, at + ROOM_MEMBERS));
      return {
        measure: async () => {
          let clients: Awaited<ReturnType<typeof connectAll>> = [];
          const cost = await meter(server, async () => {
            clients = await connectAll(server, sessions, count);
          });
          await closeAll(clients);
          // The next server's turn must not share the machine with this one's farewells.
          await sleep(FAREWELL_MS);
          return {
            "all online ms": cost.elapsedMs,
            "CPU µs/reconnect": cost.serverCpuMicros / count,
            ...coreShares(cost),
          };
        },
      };
    },
  };
}
