/** What a command reads: standard input, files, and answers to questions. */
import { CliFailure } from "./cli-failure.ts";
import type { Terminal } from "./terminal.ts";
import type { Words } from "./words/index.ts";

/** All of standard input as text; throws when it is not UTF-8 or longer than `maxBytes`. */
export async function stdinText(terminal: Pick<Terminal, "stdin">, maxBytes: number, words: Words): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let sizeBytes = 0;
  try {
    for await (const chunk of terminal.stdin) {
      sizeBytes += chunk.length;
      if (sizeBytes > maxBytes)
        throw new CliFailure("bad-input", { code: "too-long", message: words.errors.stdinTooLong(maxBytes) });
      text += decoder.decode(chunk, { stream: true });
    }
    return text + decoder.decode();
  } catch (cause) {
    // What the decoder throws; what is too long, or cannot be read, says so itself.
    if (!(cause instanceof TypeError)) throw cause;
    throw new CliFailure("bad-input", { code: "bad-input", message: words.errors.notUtf8 }, { cause });
  }
}

/** Standard input's lines, for passwords: without the line ends and without a last empty line. */
export async function stdinLines(terminal: Pick<Terminal, "stdin">, words: Words): Promise<readonly string[]> {
  const text = await stdinText(terminal, 16_384, words);
  return text.replace(/\r?\n$/, "").split(/\r?\n/);
}

/** The option's value, else what the person answers. */
export async function answerTo(
  given: string | undefined,
  { prompt, terminal, words }: { prompt: string; terminal: Terminal; words: Words },
): Promise<string> {
  if (given !== undefined) return given;
  if (terminal.isInteractive) return (await terminal.ask(prompt)).trim();
  const { noAnswer, noAnswerHelp } = words.errors;
  throw new CliFailure("usage", { code: "no-answer", message: noAnswer, help: noAnswerHelp });
}

/** The first line of standard input, or what the environment says; never from the command line, which every process of the machine can see. */
export async function givenPassword(terminal: Terminal, words: Words, stdin: boolean): Promise<string | undefined> {
  if (stdin) return (await stdinLines(terminal, words))[0] ?? "";
  const given = terminal.env["WARBLER_PASSWORD"];
  if (given) return given;
  if (terminal.isInteractive) return undefined;
  throw nobodyTypes(words);
}

export function nobodyTypes({ errors: { noSecret: message, noSecretHelp: help } }: Words): CliFailure {
  return new CliFailure("usage", { code: "no-password", message, help });
}

/** A password that is there already, given or typed. */
export async function passwordFrom(
  terminal: Terminal,
  words: Words,
  { prompt, stdin }: { readonly prompt: string; readonly stdin: boolean },
): Promise<string> {
  return (await givenPassword(terminal, words, stdin)) ?? terminal.askSecret(prompt);
}
