/** The words of the end-to-end screens in the language of the page. */
import { useLang } from "../../words/use-words.ts";
import type { Lang } from "../../words/words.ts";
import { en } from "./en.ts";
import type { SecurityWords } from "./words.ts";
import { zh } from "./zh.ts";

const ALL: Readonly<Record<Lang, SecurityWords>> = { en, zh };

export function useSecurityWords(): SecurityWords {
  return ALL[useLang()];
}
