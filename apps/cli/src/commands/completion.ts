/** `warbler completion SHELL`: a script made from the commands themselves, so that it never lags behind them. */
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { bashCompletion, fishCompletion, zshCompletion } from "../completion/scripts.ts";
import { oneOf } from "../usage.ts";

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };
const SHELLS = ["bash", "zsh", "fish"] as const;

export function addCompletion(program: Command, { words, terminal }: Pick<CliDeps, "words" | "terminal">): void {
  const said = words.commands.completion;
  program
    .command("completion")
    .description(said.says)
    .argument("<shell>", said.shell, oneOf(words, SHELLS))
    .action((shell: (typeof SHELLS)[number]) => terminal.writeOut(SCRIPTS[shell](program)));
}
