// Runs the tools that checks and generators are made of, with the repository's own Node and programs first in the path.
import { spawn } from "node:child_process";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the repository. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

// None of them takes a minute; one that hangs must not hang the run.
const DEADLINE_MS = 5 * 60_000;

/** How a command ended, and all that it printed. */
export type Outcome = { readonly ok: boolean; readonly output: string };

/** Runs a program of a package (`node_modules/PATH`) or of this repository under this Node. */
export function runNode(script: string, args: readonly string[], cwd: string = root): Promise<Outcome> {
  return run(process.execPath, [join(root, script), ...args], cwd);
}

/** Runs a command and keeps what it prints. A command that cannot be started counts as one that failed. */
export function run(command: string, args: readonly string[], cwd: string = root): Promise<Outcome> {
  const path = [dirname(process.execPath), join(root, "node_modules", ".bin"), process.env["PATH"] ?? ""].join(
    delimiter,
  );
  return new Promise((resolve) => {
    const env = { ...process.env, PATH: path };
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], timeout: DEADLINE_MS });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", (error) => resolve({ ok: false, output: `${command}: ${error.message}` }));
    child.on("close", (code) => resolve({ ok: code === 0, output: Buffer.concat(chunks).toString("utf8").trim() }));
  });
}
