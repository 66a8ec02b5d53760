/** The two languages and the choice between them. */
import { en } from "./en.ts";
import type { Words } from "./words.ts";
import { zh } from "./zh.ts";

export type { Words } from "./words.ts";

export const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];

export function wordsIn(language: Language): Words {
  return language === "zh" ? zh : en;
}

/** The language of these words, for what the server says in both. */
export function languageOf(words: Words): Language {
  return words === zh ? "zh" : "en";
}

/** The language that POSIX's variables ask for, in their order of precedence; `WARBLER_LANG` goes before them. */
export function languageFromEnv(env: Readonly<Record<string, string | undefined>>): Language {
  const asked = [env["WARBLER_LANG"], env["LC_ALL"], env["LC_MESSAGES"], env["LANG"]].find((value) => value);
  return asked?.startsWith("zh") === true ? "zh" : "en";
}
