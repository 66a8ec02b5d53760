/** What to say to a person about something that failed. */
import { EngineError } from "../platform/engine-link.ts";
import { wordsNow } from "../words/use-words.ts";
import type { Lang } from "../words/words.ts";

export function failureText(error: unknown, lang: Lang): string {
  if (error instanceof EngineError) return error.failure[lang];
  return wordsNow().common.unexpected;
}
