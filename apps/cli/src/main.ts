/** The program `warbler`: the real terminal, network and disk, and the exit code. */
import { fetchLocalCa, nodePlatform, sqliteStore } from "@warbler/sdk/node";
import { runCli } from "./cli.ts";
import { systemClock } from "./clock.ts";
import { nodeTerminal } from "./node-terminal.ts";

process.exitCode = await runCli(process.argv.slice(2), {
  terminal: nodeTerminal(systemClock),
  gateway: {
    platform: (ca) => nodePlatform(ca === undefined ? {} : { ca }),
    store: (folder) => sqliteStore(folder),
    fetchLocalCa,
  },
});
