/** Questions to a person at the terminal: what is wrong with an answer is said at once, and it is asked for again. */
import type { PasswordRules, PasswordVerdict } from "@warbler/protocol/passwords";
import { CliFailure } from "./cli-failure.ts";
import { answerTo, nobodyTypes } from "./input.ts";
import { neutralised } from "./output/sanitise.ts";
import type { Terminal } from "./terminal.ts";
import type { Words } from "./words/index.ts";

/** How often one thing is asked for before the command gives up. */
export const TRIES = 3;

/** The answer that `flawOf` finds nothing wrong with. */
export async function answerWithout(
  flawOf: (answer: string) => string | undefined,
  { prompt, terminal, words }: { readonly prompt: string; readonly terminal: Terminal; readonly words: Words },
): Promise<string> {
  for (let left = TRIES; ; left--) {
    const answer = await answerTo(undefined, { prompt, terminal, words });
    const flaw = flawOf(answer);
    if (flaw === undefined) return answer;
    if (left === 1) throw new CliFailure("usage", { code: "bad-answer", message: flaw });
    tell(terminal, flaw);
  }
}

/** Returns once `typed` was typed. Another text is taken for a slip; an empty one, and a third slip, give up with `notConfirmed`. */
export async function confirmed(
  typed: string,
  { prompt, notConfirmed }: { readonly prompt: string; readonly notConfirmed: string },
  { terminal, words }: { readonly terminal: Terminal; readonly words: Words },
): Promise<void> {
  for (let left = TRIES; left > 0; left--) {
    const answer = await answerTo(undefined, { prompt, terminal, words });
    if (answer === typed) return;
    if (answer === "") break;
    if (left > 1) tell(terminal, words.errors.notTyped(typed));
  }
  throw new CliFailure("usage", { code: "not-confirmed", message: notConfirmed });
}

/** A new password: judged as soon as it was typed, by the rules of the server, and then typed once more. */
export async function newPassword(
  prompt: string,
  { rules, context }: { readonly rules: PasswordRules; readonly context: readonly string[] },
  { terminal, words }: { readonly terminal: Terminal; readonly words: Words },
): Promise<string> {
  if (!terminal.isInteractive) throw nobodyTypes(words);
  const { assessPassword } = await import("@warbler/protocol/passwords");
  const strong = async (): Promise<string> => {
    for (let left = TRIES; ; left--) {
      const typed = await terminal.askSecret(prompt);
      const message = weaknessIn(assessPassword(typed, { rules, context }), rules, words);
      if (message === undefined) return typed;
      if (left === 1) throw new CliFailure("usage", { code: "password-weak", message });
      tell(terminal, message);
    }
  };
  for (let left = TRIES; ; left--) {
    const typed = await strong();
    const { askAgain, passwordsDiffer: message } = words.commands.login;
    if ((await terminal.askSecret(askAgain)) === typed) return typed;
    if (left === 1) throw new CliFailure("usage", { code: "passwords-differ", message });
    tell(terminal, message);
  }
}

function weaknessIn({ problem, chars, parts }: PasswordVerdict, { minChars }: PasswordRules, words: Words) {
  const said = words.passwords;
  const kinds = [...new Set(parts.map(({ kind }) => kind))].filter((kind) => kind !== "free");
  const why = kinds.length === 0 ? "" : ` ${said.madeOf(kinds.map((kind) => said.kinds[kind]).join(said.between))}`;
  switch (problem) {
    case "too-short":
      return `${said.tooShort(minChars, chars)}${why}`;
    case "too-long":
      return said.tooLong;
    case "too-guessable":
      return `${said.guessable}${why}`;
    case undefined:
      return undefined;
  }
}

export function tell(terminal: Pick<Terminal, "writeError">, sentence: string): void {
  terminal.writeError(`${neutralised(sentence)}\n`);
}
