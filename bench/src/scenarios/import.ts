// A real community's Slack export into a room of either level. The reference has no importer, so the target is absolute.
import { existsSync } from "node:fs";
import type { ImportLevel } from "../driver.ts";
import type { Scenario } from "../scenario.ts";

export function slackImport(exportFile: string, level: ImportLevel): Scenario {
  return {
    name: level === "sealed" ? "import" : "import-e2ee",
    rounds: 1,
    servers: "fresh",
    prepare: async (server) => {
      const importSlack = server.importSlack?.bind(server);
      if (importSlack === undefined) return { skipped: "this server has no importer" };
      if (!existsSync(exportFile)) return { skipped: `no export at ${exportFile}: set WARBLER_BENCH_EXPORT` };
      return {
        measure: async () => {
          const { messages, elapsedMs } = await importSlack(exportFile, level);
          return {
            messages,
            "import s": elapsedMs / 1000,
            "messages/s": (1000 * messages) / elapsedMs,
          };
        },
      };
    },
  };
}
