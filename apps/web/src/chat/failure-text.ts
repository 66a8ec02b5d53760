/** What to say to a person about something that failed. */
import { EngineError } from "../platform/engine-link.ts";
import { en } from "../words/en.ts";
import type { Lang } from "../words/words.ts";
import { zh } from "../words/zh.ts";

export function failureText(error: unknown, lang: Lang): string {
  if (error instanceof EngineError) return error.failure[lang];
  return (lang === "zh" ? zh : en).common.unexpected;
}
