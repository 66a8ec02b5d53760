// Thousands of signed-in devices that say nothing: the server's memory for each.
import { setTimeout as sleep } from "node:timers/promises";
import { meter } from "../load/meter.ts";
import { closeAll, connectAll, tooManyFiles } from "../load/people.ts";
import type { Scenario } from "../scenario.ts";

const SIGN_INS_IN_FLIGHT = 128;
/** Long enough for what the sign-ins left behind to be collected as far as the server will. */
const SETTLE_MS = 2000;

export function idleSockets({ sockets, rounds }: { readonly sockets: number; readonly rounds: number }): Scenario {
  return {
    name: "idle-sockets",
    rounds,
    servers: "fresh",
    prepare: async (server) => {
      const refusal = tooManyFiles(sockets);
      if (refusal !== undefined) return refusal;
      const sessions = await server.createUsers(sockets);
      return {
        measure: async () => {
          const before = await server.rssBytes();
          let clients: Awaited<ReturnType<typeof connectAll>> = [];
          const cost = await meter(server, async () => {
            clients = await connectAll(server, sessions, SIGN_INS_IN_FLIGHT);
          });
          await sleep(SETTLE_MS);
          const after = await server.rssBytes();
          await closeAll(clients);
          return {
            "KB/socket": (after - before) / 1000 / sockets,
            "sign-ins/s": (1000 * sockets) / cost.elapsedMs,
            "CPU µs/sign-in": cost.serverCpuMicros / sockets,
          };
        },
      };
    },
  };
}
