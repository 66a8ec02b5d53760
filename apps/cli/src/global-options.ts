/**
 * The options every command takes. They are read before the command line is parsed, because a mistake in it must
 * already be told in the right language and form; commander declares them again for its help.
 */
import { LANGUAGES, type Language, languageFromEnv } from "./words/index.ts";

export interface GlobalOptions {
  readonly json: boolean;
  readonly language: Language;
  readonly home: string | undefined;
}

export function globalOptionsIn(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): GlobalOptions {
  const end = args.indexOf("--");
  const options = end === -1 ? args : args.slice(0, end);
  const asked = LANGUAGES.find((language) => language === valueOf(options, "--lang"));
  return {
    json: options.includes("--json"),
    language: asked ?? languageFromEnv(env),
    home: valueOf(options, "--home"),
  };
}

function valueOf(options: readonly string[], name: string): string | undefined {
  for (const [at, option] of options.entries()) {
    if (option === name) return options[at + 1];
    if (option.startsWith(`${name}=`)) return option.slice(name.length + 1);
  }
  return undefined;
}
