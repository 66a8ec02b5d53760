// Wraps a stretch of load with what it cost: wall time, the server's CPU, and the client's own.
import type { RunningServer } from "../driver.ts";

export interface Cost {
  readonly elapsedMs: number;
  readonly serverCpuMicros: number;
  /** Shares of one core. A client near 1 is the bottleneck, and the server's throughput is then only a lower bound. */
  readonly serverCoreShare: number;
  readonly clientCoreShare: number;
}

export async function meter(server: RunningServer, work: () => Promise<unknown>): Promise<Cost> {
  const serverBefore = await server.cpuMicros();
  const clientBefore = process.cpuUsage();
  const startedAt = performance.now();
  await work();
  const elapsedMs = performance.now() - startedAt;
  const client = process.cpuUsage(clientBefore);
  const serverCpuMicros = (await server.cpuMicros()) - serverBefore;
  return {
    elapsedMs,
    serverCpuMicros,
    serverCoreShare: serverCpuMicros / (elapsedMs * 1000),
    clientCoreShare: (client.user + client.system) / (elapsedMs * 1000),
  };
}

export function coreShares({ serverCoreShare, clientCoreShare }: Cost) {
  return { "server core %": 100 * serverCoreShare, "client core %": 100 * clientCoreShare };
}
