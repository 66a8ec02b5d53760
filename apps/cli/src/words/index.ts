/** The two languages and the choice between them. */
import { en as enSentences, type Language as Sentences, type WarblerError } from "@warbler/sdk";
import { zhDetail, zh as zhSentences } from "@warbler/sdk/zh";
import { asTyped, BY_NAME, type Called } from "./as-typed.ts";
import { en } from "./en.ts";
import type { Words } from "./words.ts";
import { zh } from "./zh.ts";

export type { Words } from "./words.ts";

export const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];

export function wordsIn(language: Language, called: Called = BY_NAME): Words {
  return asTyped<Words>(language === "zh" ? zh : en, called);
}

/** What the SDK's errors say in this language. */
export function sentencesIn(language: Language): Sentences {
  return language === "zh" ? zhSentences : enSentences;
}

/** What an error says of the field or the code that was typed, where its sentence leaves that out. */
export function detailIn(language: Language, { code, detail }: WarblerError): string | undefined {
  if (code !== "bad-request" && code !== "recovery-code-replaced") return undefined;
  // The socket says the sentence where there is no more to say.
  if (detail === undefined || detail === enSentences(code)) return undefined;
  return language === "zh" ? zhDetail(detail) : detail;
}

/** The language that POSIX's variables ask for, in their order of precedence; `WARBLER_LANG` goes before them. */
export function languageFromEnv(env: Readonly<Record<string, string | undefined>>): Language {
  const asked = [env["WARBLER_LANG"], env["LC_ALL"], env["LC_MESSAGES"], env["LANG"]].find((value) => value);
  return asked?.startsWith("zh") === true ? "zh" : "en";
}
