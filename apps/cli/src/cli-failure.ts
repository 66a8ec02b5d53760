/** The one error a command throws on purpose: a sentence for the person at the terminal and how the process ends. */
import type { ExitName } from "./exit-codes.ts";

export class CliFailure extends Error {
  override readonly name = "CliFailure";
  readonly exit: ExitName;
  /** A word for programs, in `--json`. */
  readonly code: string;
  /** What to do about it. */
  readonly help: string | undefined;

  constructor(exit: ExitName, said: { code: string; message: string; help?: string }, options: ErrorOptions = {}) {
    super(said.message, options);
    this.exit = exit;
    this.code = said.code;
    this.help = said.help;
  }
}
