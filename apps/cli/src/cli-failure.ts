/** The one error a command throws on purpose: a sentence for the person at the terminal and how the process ends. */
import type { ExitName } from "./exit-codes.ts";

/** What is told of a failure: a sentence for people, an object for programs. */
export interface FailureReport {
  readonly exit: ExitName;
  /** A word for programs. */
  readonly code: string;
  readonly message: string;
  /** What to do about it. */
  readonly help?: string;
  /** Ids of everything that an ambiguous word fits. */
  readonly candidates?: readonly string[];
}

export class CliFailure extends Error {
  override readonly name = "CliFailure";
  readonly report: FailureReport;

  constructor(exit: ExitName, said: Omit<FailureReport, "exit">, options: ErrorOptions = {}) {
    super(said.message, options);
    this.report = { exit, ...said };
  }
}
