/** Turns commander's complaints, which are English, into failures in the words of the chosen language. */
import type { Command, CommanderError } from "commander";
import { CliFailure, type FailureReport } from "./cli-failure.ts";
import type { Words } from "./words/index.ts";

/** The code of a failure whose cure is another command line. */
const USAGE = "usage";

export function usageFailure(error: CommanderError, words: Words): CliFailure {
  const { usage } = words;
  // The quoted part is what the person wrote or forgot: option, argument or command.
  const what = /'([^']*)'/.exec(error.message)?.[1] ?? error.message.replace(/^error: /, "");
  const message = isComplaint(error.code, usage) ? usage[error.code](what) : usage.other(what);
  return valueFailure(message);
}

/** Commander ends with an error here where it did what was wanted: help, also of `warbler room` without a subcommand, or the version. */
export function isHelpShown(error: CommanderError): boolean {
  return error.exitCode === 0 || error.code === "commander.help";
}

/** Tells, once parsing has begun, which command's turn it is: `warbler room create`. */
export function watchedCommand(program: Command): () => string {
  const names = [program.name()];
  const watch = (command: Command): void => {
    command.hook("preSubcommand", (_command, chosen) => void names.push(chosen.name()));
    command.commands.forEach(watch);
  };
  watch(program);
  return () => names.join(" ");
}

/** Whoever wrote the command line wrongly is sent to the help of the command they meant. */
export function withUsageHelp(report: FailureReport, help: string): FailureReport {
  return report.code === USAGE ? { ...report, help } : report;
}

type Complaint = Extract<keyof Words["usage"], `commander.${string}`>;

function isComplaint(code: string, usage: Words["usage"]): code is Complaint {
  return code.startsWith("commander.") && Object.hasOwn(usage, code);
}

/** Reads an option or argument that is a whole number between two bounds. */
export function wholeNumber(words: Words, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d{1,15}$/.test(text) && value >= least && value <= most) return value;
    throw valueFailure(words.usage.notNumber(text, least, most));
  };
}

/** What each reader of a closed list takes, for completion. */
const choicesByReader = new WeakMap<object, readonly string[]>();

/** Reads an option or argument that is one of a closed list. */
export function oneOf<Choice extends string>(words: Words, choices: readonly Choice[]): (text: string) => Choice {
  const read = (text: string) => {
    const choice = choices.find((known) => known === text);
    if (choice !== undefined) return choice;
    throw valueFailure(words.usage.notOneOf(text, choices.join(", ")));
  };
  choicesByReader.set(read, choices);
  return read;
}

/** The closed list of an option or argument; empty where anything may stand. */
export function choicesOf({ parseArg }: { readonly parseArg?: object | undefined }): readonly string[] {
  return parseArg === undefined ? [] : (choicesByReader.get(parseArg) ?? []);
}

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 24 * 3_600_000 };

/** Reads an option that is a length of time: `30m`, `4h` or `7d`. */
export function durationMs(words: Words): (text: string) => number {
  return (text) => {
    const [, count = "", unit = ""] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? [];
    const unitMs = UNIT_MS[unit];
    if (unitMs === undefined) throw valueFailure(words.usage.notDuration(text));
    return Number(count) * unitMs;
  };
}

/** Collects an option that may be repeated. */
export function repeated(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

export function valueFailure(message: string): CliFailure {
  return new CliFailure("usage", { code: USAGE, message });
}
