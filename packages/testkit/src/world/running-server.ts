/** The real server on a real port: in this process, or in one of its own that can be killed. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type Clock, configFrom, startServer } from "@warbler/server";
import { bundledServer } from "./bundled-server.ts";

/** Settings as an operator gives them: `WARBLER_…`. */
export type Settings = Readonly<Record<string, string>>;

export interface RunningServer {
  readonly url: string;
  /** Fingerprint of the local CA. */
  readonly fingerprint: string;
  /** There only until the organisation is made. */
  readonly setUpLink: string | undefined;
  /** The process's id, of one "apart". */
  readonly pid: number | undefined;
  /** Ends as an operator would have it, with everything written. */
  stop(): Promise<void>;
  /** Ends at once, as power does. */
  kill(): Promise<void>;
}

export async function serverHere(settings: Settings, clock: Clock): Promise<RunningServer> {
  const onBroken = (sentence: string) => {
    throw new Error(`the server's store failed: ${sentence}`);
  };
  const server = await startServer(configFrom(settings), { clock, log: () => undefined, onBroken });
  return {
    url: server.url,
    fingerprint: server.caFingerprint ?? "",
    setUpLink: server.setUpLink,
    pid: undefined,
    stop: async () => server[Symbol.asyncDispose](),
    kill: () => Promise.reject(new Error('only a server "apart" can be killed')),
  };
}

/** `isFirst`: it has no organisation yet, and prints the link that makes one. */
export async function serverApart(settings: Settings, isFirst: boolean): Promise<RunningServer> {
  const program = await bundledServer();
  const env = { ...process.env, ...program.settings, ...settings };
  const child = spawn(process.execPath, [program.main], { env, stdio: ["ignore", "pipe", "pipe"] });
  // Whoever runs the tests may be interrupted: no server outlives them.
  const killChild = () => child.kill("SIGKILL");
  process.once("exit", killChild);
  child.once("exit", () => process.off("exit", killChild));
  const started = await whatItSays(child, isFirst);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  };
  return { ...started, pid: child.pid, stop: () => end("SIGTERM"), kill: () => end("SIGKILL") };
}

/** What the server prints until it is ready, and the link after it where there is to be one. */
function whatItSays(
  child: ChildProcess,
  isFirst: boolean,
): Promise<Pick<RunningServer, "url" | "fingerprint" | "setUpLink">> {
  return new Promise((resolve, reject) => {
    let said = "";
    let complained = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      complained = (complained + chunk.toString()).slice(-10_000);
    });
    child.stdout?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const url = /ready: (\S+)\n/.exec(said)?.[1];
      const fingerprint = /\(SHA-256\): (\S+)\n/.exec(said)?.[1];
      const setUpLink = /(https:\/\/\S+\/set-up#\S+)\n/.exec(said)?.[1];
      if (url === undefined || fingerprint === undefined || (isFirst && setUpLink === undefined)) return;
      resolve({ url, fingerprint, setUpLink });
    });
    child.once("exit", (code) =>
      reject(new Error(`the server ended with ${code} before it was ready: ${said}${complained}`)),
    );
  });
}
