/** The real terminal: Node's standard streams, signals and clock. */
import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import type { Clock } from "./clock.ts";
import type { Terminal } from "./terminal.ts";

export function nodeTerminal(clock: Clock): Terminal {
  const interruption = new AbortController();
  // The first Ctrl+C ends the command in order; a second one ends the process, as the default does.
  process.once("SIGINT", () => interruption.abort("SIGINT"));
  process.once("SIGTERM", () => interruption.abort("SIGTERM"));
  // `warbler history room | head` closes the pipe early: that is an end, not a failure.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") interruption.abort("SIGPIPE");
    else throw error;
  });
  return {
    env: process.env,
    stdin: process.stdin,
    isInteractive: process.stdin.isTTY === true,
    screenColumns: process.stderr.isTTY === true ? process.stderr.columns : undefined,
    interrupted: interruption.signal,
    async writeOut(text) {
      if (!process.stdout.writableEnded && !process.stdout.write(text)) {
        await once(process.stdout, "drain", { signal: interruption.signal });
      }
    },
    writeError: (text) => process.stderr.write(text),
    ask: (prompt) => askLine(prompt, process.stderr, interruption.signal),
    async askSecret(prompt) {
      process.stderr.write(prompt);
      const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
      try {
        return await askLine("", silent, interruption.signal);
      } finally {
        process.stderr.write("\n");
      }
    },
    ...clock,
  };
}

async function askLine(prompt: string, output: NodeJS.WritableStream, signal: AbortSignal): Promise<string> {
  // `terminal: true` switches the terminal's own echo off; what readline echoes goes to `output`.
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  // In raw mode Ctrl+C arrives as a key, not as a signal.
  lines.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    return await lines.question(prompt, { signal });
  } finally {
    lines.close();
  }
}
