/** The command line as a function: arguments in, exit code out. `main.ts` gives it the real world, tests another one. */
import { CommanderError } from "commander";
import type { CliDeps } from "./cli-deps.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { failureReport } from "./failure-report.ts";
import { globalOptionsIn } from "./global-options.ts";
import { outputTo } from "./output/output.ts";
import { harmlessJson, neutralised } from "./output/sanitise.ts";
import { profileIn } from "./profile/profile.ts";
import { profileFolder } from "./profile/profile-folder.ts";
import { programOf } from "./program.ts";
import type { Gateway } from "./session/gateway.ts";
import { sessionOf } from "./session/session.ts";
import type { Terminal } from "./terminal.ts";
import { isHelpShown, usageFailure, watchedCommand, withUsageHelp } from "./usage.ts";
import { calledIn } from "./words/as-typed.ts";
import { wordsIn } from "./words/index.ts";

/** `args` without the names of node and the program. Never throws; every failure has been told when it resolves. */
export async function runCli(
  args: readonly string[],
  { terminal, gateway }: { readonly terminal: Terminal; readonly gateway: Gateway },
): Promise<number> {
  const { json, language, home } = globalOptionsIn(args, terminal.env);
  const words = wordsIn(language, calledIn({ home }, terminal.env));
  const output = outputTo(terminal, json);
  const profile = profileIn(profileFolder(home, terminal.env), words);
  const session = sessionOf(profile, { gateway, words, language, terminal, output });
  const deps: CliDeps = { terminal, words, language, output, profile, session, gateway };
  const program = programOf(deps);
  const command = watchedCommand(program);
  try {
    await program.parseAsync([...args], { from: "user" });
    return EXIT_CODES.ok.number;
  } catch (error) {
    if (error instanceof CommanderError && isHelpShown(error)) return EXIT_CODES.ok.number;
    // Nobody reads on (`warbler history room | head`): there is nothing left to do or to say.
    if (terminal.interrupted.reason === "SIGPIPE") return EXIT_CODES.ok.number;
    const told = error instanceof CommanderError ? usageFailure(error, words) : error;
    const { exit, ...report } = terminal.interrupted.aborted
      ? { exit: "interrupted" as const, code: "interrupted", message: words.errors.interrupted }
      : withUsageHelp(failureReport(told, words, language), words.usage.help(command()));
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
