/** The command line as a function: arguments in, exit code out. `main.ts` gives it the real world, tests another one. */
import { Command, CommanderError } from "commander";
import type { CliDeps } from "./cli-deps.ts";
import { addAudit } from "./commands/audit.ts";
import { addCompletion } from "./commands/completion.ts";
import { addDevices } from "./commands/devices.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addDownload } from "./commands/download.ts";
import { addEdit } from "./commands/edit.ts";
import { addHistory } from "./commands/history.ts";
import { addImport } from "./commands/import.ts";
import { addInit } from "./commands/init.ts";
import { addInvite } from "./commands/invite.ts";
import { addLogin } from "./commands/login.ts";
import { addLogout } from "./commands/logout.ts";
import { addOpenapi } from "./commands/openapi.ts";
import { addPassword } from "./commands/password.ts";
import { addPeople } from "./commands/people.ts";
import { addReact } from "./commands/react.ts";
import { addRecall } from "./commands/recall.ts";
import { addRoom } from "./commands/room.ts";
import { addSearch } from "./commands/search.ts";
import { addSend } from "./commands/send.ts";
import { addServe } from "./commands/serve.ts";
import { addStatus } from "./commands/status.ts";
import { addTail } from "./commands/tail.ts";
import { addTrust } from "./commands/trust.ts";
import { addWhoami } from "./commands/whoami.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { failureReport } from "./failure-report.ts";
import { globalOptionsIn } from "./global-options.ts";
import { outputTo } from "./output/output.ts";
import { harmlessJson, neutralised } from "./output/sanitise.ts";
import { profileIn } from "./profile/profile.ts";
import { profileFolder } from "./profile/profile-folder.ts";
import type { Gateway } from "./session/gateway.ts";
import { sessionOf } from "./session/session.ts";
import type { Terminal } from "./terminal.ts";
import { oneOf, usageFailure } from "./usage.ts";
import { LANGUAGES, wordsIn } from "./words/index.ts";

/** `args` without the names of node and the program. Never throws; every failure has been told when it resolves. */
export async function runCli(
  args: readonly string[],
  { terminal, gateway }: { readonly terminal: Terminal; readonly gateway: Gateway },
): Promise<number> {
  const { json, language, home } = globalOptionsIn(args, terminal.env);
  const words = wordsIn(language);
  const output = outputTo(terminal, json);
  const profile = profileIn(profileFolder(home, terminal.env), words);
  const session = sessionOf(profile, { gateway, words, language });
  const deps: CliDeps = { terminal, words, language, output, profile, session, gateway };
  try {
    await programOf(deps).parseAsync([...args], { from: "user" });
    return EXIT_CODES.ok.number;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT_CODES.ok.number;
    const told = error instanceof CommanderError ? usageFailure(error, words) : error;
    const { exit, ...report } = terminal.interrupted.aborted
      ? { exit: "interrupted" as const, code: "interrupted", message: words.errors.interrupted }
      : failureReport(told, words, language);
    const { number } = EXIT_CODES[exit];
    const lines = [`warbler: ${report.message}`, ...("help" in report && report.help ? [`  → ${report.help}`] : [])];
    terminal.writeError(
      json
        ? `${harmlessJson({ error: { ...report, exit: number } })}\n`
        : lines.map((line) => `${neutralised(line)}\n`).join(""),
    );
    return number;
  }
}

/** All commands, also for the completion scripts and the page that is made from them. */
export function programOf(deps: CliDeps): Command {
  const { words, terminal } = deps;
  const { help } = words;
  const program = new Command("warbler")
    .description(words.description)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void terminal.writeOut(text),
      // Complaints are told by `runCli`, in the chosen language.
      writeErr: () => undefined,
      getOutHelpWidth: () => HELP_COLUMNS,
    })
    .configureHelp({ styleTitle: (title) => (isHelpTitle(title, help.titles) ? help.titles[title] : title) })
    .helpOption("-h, --help", help.helpOption)
    .helpCommand("help [command]", help.helpCommand)
    .option("--json", help.json)
    .option("--lang <language>", help.lang, oneOf(words, LANGUAGES))
    .option("--home <folder>", help.home)
    .addHelpText("after", `\n${help.exitCodes}`);
  addInit(program, deps);
  addServe(program, deps);
  addDoctor(program, deps);
  addStatus(program, deps);
  addLogin(program, deps);
  addLogout(program, deps);
  addWhoami(program, deps);
  addPassword(program, deps);
  addDevices(program, deps);
  addInvite(program, deps);
  addPeople(program, deps);
  addRoom(program, deps);
  addSend(program, deps);
  addEdit(program, deps);
  addRecall(program, deps);
  addReact(program, deps);
  addTail(program, deps);
  addHistory(program, deps);
  addSearch(program, deps);
  addDownload(program, deps);
  addImport(program, deps);
  addAudit(program, deps);
  addTrust(program, deps);
  addOpenapi(program, deps);
  addCompletion(program, deps);
  return program;
}

const HELP_COLUMNS = 100;

function isHelpTitle<Titles extends object>(title: string, titles: Titles): title is string & keyof Titles {
  return Object.hasOwn(titles, title);
}
