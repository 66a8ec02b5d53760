/** A Warbler server as a program of its own, so that it can be stopped and started as operators do. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { root } from "../../tools/command.ts";

export interface ServerProcess {
  readonly url: string;
  /** Undefined once the organisation is made. */
  readonly setUpLink: string | undefined;
  stop(): Promise<void>;
}

/** Resolves when it is ready. `port` 0 takes any, and is for the first start, which prints the set-up link. */
export async function startServerProcess(dataFolder: string, port: number): Promise<ServerProcess> {
  const child = spawn(process.execPath, [join(root, "apps/server/src/main.ts")], {
    env: { ...process.env, WARBLER_PORT: String(port), WARBLER_DATA: dataFolder },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const said = await firstWords(child, port === 0 ? /set-up#\S+\n/ : /Warbler is ready: \S+\n/);
  const url = /Warbler is ready: (\S+)/.exec(said)?.[1];
  if (url === undefined) throw new Error(`expected a server that is ready, got: ${said}`);
  return {
    url,
    setUpLink: /(https:\S+\/set-up#\S+)/.exec(said)?.[1],
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** What it prints up to and with the `last` that is waited for; it comes in one go or several. */
async function firstWords(child: ChildProcess, last: RegExp): Promise<string> {
  let said = "";
  child.stdout?.setEncoding("utf8");
  child.stdout?.on("data", (text: string) => {
    said += text;
  });
  for (let tries = 0; tries < 400 && child.exitCode === null && !last.test(said); tries++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  return said;
}
