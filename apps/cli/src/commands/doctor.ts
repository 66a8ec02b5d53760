/** `warbler doctor`: looks at everything that usually goes wrong, and says for each what to do. */
import { stat } from "node:fs/promises";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import {
  checkClockAlone,
  checkDisk,
  checkFolder,
  checkNode,
  checkPort,
  checkRootKey,
  checkSettings,
  isFolder,
} from "../doctor/checks.ts";
import { type Finding, printFindings } from "../doctor/findings.ts";
import { lookAtServer, serverFindings } from "../doctor/server-check.ts";
import { type ServerSettings, serverSettings } from "../doctor/server-settings.ts";
import type { Profile } from "../profile/profile.ts";
import type { Words } from "../words/index.ts";

export function addDoctor(
  program: Command,
  {
    words,
    output,
    terminal,
    profile,
    language,
  }: Pick<CliDeps, "words" | "output" | "terminal" | "profile" | "language">,
): void {
  const { serve, doctor } = words.commands;
  program
    .command("doctor")
    .description(doctor.says)
    .option("--data <folder>", serve.data)
    .action(async (options: { data?: string }) => {
      const session = await profile.signedIn();
      const settings = serverSettings(terminal.env, session?.url);
      const folder = options.data ?? settings.dataFolder;
      const here = `https://localhost:${settings.port}`;
      // A profile that talks to a server elsewhere is asked about that server.
      const seen = await lookAtServer(session?.url ?? here);
      const isHere = seen !== undefined && (session === undefined || session.url === here);
      const nowMs = terminal.nowMs();
      await printFindings(
        [
          checkNode(words, process.versions.node),
          checkSettings(words, settings, language),
          ...(await folderFindings(words, folder, settings, seen === undefined ? undefined : { isHere })),
          isHere
            ? { check: "port", verdict: "ok", says: doctor.portWarbler(settings.port) }
            : await checkPort(words, settings),
          ...serverFindings(words, seen, nowMs),
          ...(seen === undefined ? [checkClockAlone(words, nowMs)].filter((finding) => finding !== undefined) : []),
          await checkProfile(words, profile),
        ],
        { words, output },
      );
    });
}

/** A server that answers and has no data in the folder keeps it elsewhere: nothing can be said of its key and its disk then. */
async function folderFindings(
  words: Words,
  folder: string,
  settings: ServerSettings,
  answers: { readonly isHere: boolean } | undefined,
): Promise<readonly Finding[]> {
  if (answers === undefined || (await isFolder(folder)))
    return [await checkFolder(words, folder), checkRootKey(words, folder, settings), await checkDisk(words, folder)];
  const said = words.commands.doctor;
  return answers.isHere
    ? [{ check: "folder", verdict: "warn", says: said.folderElsewhere(folder), help: said.folderElsewhereHelp }]
    : [{ check: "folder", verdict: "ok", says: said.folderOfNone }];
}

async function checkProfile(words: Words, profile: Profile): Promise<Finding> {
  const said = words.commands.doctor;
  const session = await profile.signedIn();
  if (session === undefined) return { check: "profile", verdict: "ok", says: said.profileNone };
  const { mode } = await stat(profile.sessionFile);
  if (process.platform !== "win32" && (mode & 0o077) !== 0) {
    const file = profile.sessionFile;
    return { check: "profile", verdict: "fail", says: said.profileOpen(file), help: said.profileOpenHelp(file) };
  }
  return { check: "profile", verdict: "ok", says: said.profileOk(session.handle, session.url) };
}
