// A real community's Slack export into a sealed room. The reference has no importer, so the target is absolute.
import { existsSync } from "node:fs";
import type { Scenario } from "../scenario.ts";

export function slackImport({ exportFile }: { readonly exportFile: string }): Scenario {
  return {
    name: "import",
    rounds: 1,
    servers: "fresh",
    prepare: async (server) => {
      const importSlack = server.importSlack?.bind(server);
      if (importSlack === undefined) return { skipped: "this server has no importer" };
      if (!existsSync(exportFile)) return { skipped: `no export at ${exportFile}: set WARBLER_BENCH_EXPORT` };
      return {
        measure: async () => {
          const { messages, elapsedMs } = await importSlack(exportFile);
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
