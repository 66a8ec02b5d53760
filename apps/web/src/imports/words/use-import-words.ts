/** The words of the import in the language of the page. */
import { useLang } from "../../words/use-words.ts";
import type { Lang } from "../../words/words.ts";
import { en } from "./en.ts";
import type { ImportWords } from "./words.ts";
import { zh } from "./zh.ts";

const ALL: Readonly<Record<Lang, ImportWords>> = { en, zh };

export function useImportWords(): ImportWords {
  return ALL[useLang()];
}
