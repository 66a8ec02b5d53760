// Warbler's own program, as it is shipped, as a process of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { StartOptions } from "../driver.ts";
import { pinned } from "../machine.ts";

const serverProgram = fileURLToPath(new URL("../../../apps/server/src/main.ts", import.meta.url));

export interface Program extends AsyncDisposable {
  readonly pid: number;
  /** The part of its first words that was waited for. */
  readonly said: string;
}

/** What the program says on its standard output when it may be used. */
export const PORT = /^Warbler is ready: https:\/\/localhost:(\d+)$/;
export const SET_UP_LINK = /^ *(https:\S+\/set-up#\S+)$/;

/** Resolves when a line matches `until`. */
export async function startProgram({ dataFolder, core }: StartOptions, until: RegExp): Promise<Program> {
  const [command, ...args] = pinned(core, [process.execPath, serverProgram]);
  const server = spawn(command, args, {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      WARBLER_DATA: dataFolder,
      WARBLER_HOST: "127.0.0.1",
      WARBLER_PORT: "0",
      // One person writes a whole room here and reads it, and the reference has no such limit. What is counted is counted all the same.
      WARBLER_WRITES_PER_SECOND: "100000",
      WARBLER_READS_PER_SECOND: "100000",
    },
  });
  const { pid } = server;
  if (pid === undefined) throw new Error(`expected the server to start, got no process for ${command}`);
  return {
    pid,
    said: await saidBy(server, until),
    [Symbol.asyncDispose]: async () => {
      server.kill("SIGTERM");
      if (server.exitCode === null) await once(server, "exit");
    },
  };
}

async function saidBy(server: ChildProcess, until: RegExp): Promise<string> {
  if (server.stdout === null) throw new Error("expected the server's output to be a pipe");
  for await (const line of createInterface({ input: server.stdout })) {
    const said = until.exec(line)?.[1];
    if (said !== undefined) return said;
  }
  throw new Error(`expected the server to say ${until}, got exit code ${server.exitCode}`);
}
