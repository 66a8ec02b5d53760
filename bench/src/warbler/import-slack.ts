// An import as an operator runs it: the program on an empty folder, an owner who signs in, and the command line beside it.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { ImportLevel, ImportReport, StartOptions } from "../driver.ts";
import { SET_UP_LINK, startProgram } from "./program.ts";

const commandLine = fileURLToPath(new URL("../../../apps/cli/src/main.ts", import.meta.url));
/** Of an owner who is gone with the folder; long enough to be taken. */
const PASSWORD = "an owner who lives for one import";
const OUTPUT_BYTES = 16 * 1024 * 1024;

/** The time is the command's own, from opening the export to the last confirmed record. */
export async function importSlack(
  { dataFolder, core }: StartOptions,
  exportFile: string,
  level: ImportLevel,
): Promise<ImportReport> {
  await using program = await startProgram({ dataFolder: join(dataFolder, `import-${level}`), core }, SET_UP_LINK);
  const home = join(dataFolder, `import-home-${level}`);
  const warbler = async (...args: readonly string[]) => {
    const env = { ...process.env, WARBLER_PASSWORD: PASSWORD };
    const all = [commandLine, "--home", home, "--json", ...args];
    return (await promisify(execFile)(process.execPath, all, { env, maxBuffer: OUTPUT_BYTES })).stdout;
  };
  await warbler("login", program.said, "--handle", "owner", "--name", "Owner", "--organisation", "Benchmark");
  const report = JSON.parse(await warbler("import", "slack", exportFile, "--level", level));
  if (report.imported.added < report.export.messages)
    throw new Error(`expected ${report.export.messages} messages to be added, got ${report.imported.added}`);
  return { messages: report.export.messages, elapsedMs: report.elapsedMs };
}
