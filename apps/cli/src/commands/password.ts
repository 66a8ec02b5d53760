/** `warbler password`: a new password; the server then ends all other sessions. */
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { passwordFrom, stdinLines } from "../input.ts";
import { printDone } from "../output/done.ts";

type Deps = Pick<CliDeps, "words" | "output" | "session" | "terminal">;

export function addPassword(program: Command, deps: Deps): void {
  const { words, session } = deps;
  const said = words.commands.password;
  program
    .command("password")
    .description(said.says)
    .option("--password-stdin", said.stdin)
    .action(async (options: { passwordStdin?: true }) => {
      await session.current();
      const { present, next } = await bothPasswords(options.passwordStdin === true, deps);
      await using me = await session.open();
      await me.changePassword(present, next);
      await printDone({ changed: true }, [said.done], deps);
    });
}

async function bothPasswords(stdin: boolean, { words, terminal }: Deps): Promise<{ present: string; next: string }> {
  if (stdin) {
    const [present = "", next = ""] = await stdinLines(terminal, words);
    return { present, next };
  }
  const { password, login } = words.commands;
  const present = await passwordFrom(terminal, words, { prompt: password.askOld, isNew: false, stdin });
  // The environment can hold one password only; the new one is always typed.
  const typed = { ...terminal, env: {} };
  const next = await passwordFrom(typed, words, { prompt: login.askNewPassword, isNew: true, stdin });
  return { present, next };
}
