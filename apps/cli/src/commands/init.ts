/** `warbler init`: a private data folder, and the checks that a server needs before it can start there. */
import { chmod, mkdir, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { checkDisk, checkFolder, checkNode, checkPort, checkSettings } from "../doctor/checks.ts";
import { printFindings } from "../doctor/findings.ts";
import { serverSettings } from "../doctor/server-settings.ts";

export function addInit(
  program: Command,
  { words, output, terminal, language }: Pick<CliDeps, "words" | "output" | "terminal" | "language">,
) {
  const said = words.commands.init;
  program
    .command("init")
    .description(said.says)
    .option("--data <folder>", words.commands.serve.data)
    .action(async (options: { data?: string }) => {
      const settings = serverSettings(terminal.env);
      const folder = resolve(options.data ?? settings.dataFolder);
      const made = await makePrivateFolder(folder);
      output.note(made ? said.made(folder) : said.there(folder));
      await printFindings(
        [
          checkNode(words, process.versions.node),
          checkSettings(words, settings, language),
          await checkFolder(words, folder),
          await checkDisk(words, folder),
          await checkPort(words, settings),
        ],
        { words, output, extra: { folder, made } },
      );
      output.note(said.next);
    });
}

/** Whether the folder was not there before. */
async function makePrivateFolder(folder: string): Promise<boolean> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return false;
  await chmod(folder, 0o700);
  return (await stat(folder)).isDirectory();
}
