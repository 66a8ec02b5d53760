/** `warbler serve`: runs the server as a process of its own, in this terminal, until Ctrl+C. */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { wholeNumber } from "../usage.ts";

interface ServeOptions {
  readonly data?: string;
  readonly port?: number;
  readonly host?: string;
  readonly publicHost?: string;
}

export function addServe(program: Command, { words, terminal }: Pick<CliDeps, "words" | "terminal">): void {
  const said = words.commands.serve;
  program
    .command("serve")
    .description(said.says)
    .option("--data <folder>", said.data)
    .option("--port <number>", said.port, wholeNumber(words, 1, 65_535))
    .option("--host <address>", said.host)
    .option("--public-host <name>", said.publicHost)
    .action(async (options: ServeOptions) => {
      const server = spawn(process.execPath, [serverProgram()], {
        stdio: "inherit",
        env: {
          ...terminal.env,
          ...(options.data !== undefined && { WARBLER_DATA: options.data }),
          ...(options.port !== undefined && { WARBLER_PORT: String(options.port) }),
          ...(options.host !== undefined && { WARBLER_HOST: options.host }),
          ...(options.publicHost !== undefined && { WARBLER_PUBLIC_HOST: options.publicHost }),
        },
      });
      const ended = new Promise<string | undefined>((resolve, reject) => {
        server.once("error", reject);
        server.once("exit", (code, signal) => resolve(code === 0 ? undefined : String(code ?? signal)));
      });
      terminal.interrupted.addEventListener("abort", () => {
        // A terminal sends Ctrl+C to both processes; a second one would mean "at once".
        if (terminal.interrupted.reason !== "SIGINT" || !terminal.isInteractive) server.kill("SIGTERM");
      });
      const failure = await ended.catch((cause: unknown) => {
        throw new CliFailure("failed", { code: "serve", message: said.cannotStart }, { cause });
      });
      if (failure !== undefined && !terminal.interrupted.aborted) {
        throw new CliFailure("failed", { code: "serve", message: said.failed(failure) });
      }
    });
}

/** The server's `main.ts`. It is a program of its own: the command line imports nothing of it. */
function serverProgram(): string {
  return join(dirname(createRequire(import.meta.url).resolve("@warbler/server")), "main.ts");
}
