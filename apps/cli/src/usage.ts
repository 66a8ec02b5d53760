/** Turns commander's complaints, which are English, into failures in the words of the chosen language. */
import type { CommanderError } from "commander";
import { CliFailure } from "./cli-failure.ts";
import type { Words } from "./words/index.ts";

export function usageFailure(error: CommanderError, words: Words): CliFailure {
  const { usage } = words;
  // The quoted part is what the person wrote or forgot: option, argument or command.
  const what = /'([^']*)'/.exec(error.message)?.[1] ?? error.message.replace(/^error: /, "");
  const message = isComplaint(error.code, usage) ? usage[error.code](what) : usage.other(what);
  return new CliFailure("usage", { code: "usage", message, help: usage.help("warbler") });
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
    throw valueFailure(words, words.usage.notNumber(text, least, most));
  };
}

/** Reads an option or argument that is one of a closed list. */
export function oneOf<Choice extends string>(words: Words, choices: readonly Choice[]): (text: string) => Choice {
  return (text) => {
    const choice = choices.find((known) => known === text);
    if (choice !== undefined) return choice;
    throw valueFailure(words, words.usage.notOneOf(text, choices.join(", ")));
  };
}

/** Collects an option that may be repeated. */
export function repeated(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

export function valueFailure(words: Words, message: string): CliFailure {
  return new CliFailure("usage", { code: "usage", message, help: words.usage.help("warbler") });
}
