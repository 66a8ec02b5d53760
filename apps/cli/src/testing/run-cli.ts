/** Runs the command in this process, as a person or a script would, with a profile folder of its own. */
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCli } from "../cli.ts";
import type { Gateway } from "../session/gateway.ts";

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Standard output as the one JSON document it is. */
  json(): any;
  /** Standard output as JSON lines. */
  items(): any[];
}

export interface RunOptions {
  readonly stdin?: string | Uint8Array;
  readonly home?: string;
  readonly env?: Record<string, string>;
  /** What a person at the terminal types, question by question. */
  readonly answers?: readonly string[];
  readonly interrupt?: AbortSignal;
  readonly screenColumns?: number;
  readonly gateway?: Gateway;
  /** Called with everything written to standard output so far, whenever there is more. */
  readonly onOut?: (out: string) => void;
}

const noGateway: Gateway = {
  platform: () => {
    throw new Error("this test has no server");
  },
  store: () => Promise.reject(new Error("this test has no store")),
  fetchLocalCa: () => Promise.reject(new Error("this test has no server")),
};

const folders = new Set<string>();
process.once("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "warbler-cli-"));
  folders.add(folder);
  return folder;
}

export async function run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const home = options.home ?? (await newFolder());
  const answers = [...(options.answers ?? [])];
  const answer = async () => {
    const next = answers.shift();
    if (next === undefined) throw new Error("the command asked more than the test answers");
    return next;
  };
  let out = "";
  let err = "";
  let nowMs = Date.UTC(2026, 2, 1);
  const code = await runCli(args, {
    gateway: options.gateway ?? noGateway,
    terminal: {
      env: { WARBLER_HOME: home, HOME: home, LANG: "en_GB.UTF-8", ...options.env },
      stdin: bytesOf(options.stdin ?? ""),
      isInteractive: options.answers !== undefined,
      screenColumns: options.screenColumns,
      async writeOut(text) {
        out += typeof text === "string" ? text : new TextDecoder().decode(text);
        options.onOut?.(out);
      },
      writeError(text) {
        err += text;
      },
      ask: answer,
      askSecret: answer,
      interrupted: options.interrupt ?? new AbortController().signal,
      nowMs: () => (nowMs += 1),
      sleep: () => Promise.resolve(),
    },
  });
  return {
    code,
    out,
    err,
    json: () => JSON.parse(out),
    items: () =>
      out
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line)),
  };
}

async function* bytesOf(text: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof text === "string" ? new TextEncoder().encode(text) : text;
}
