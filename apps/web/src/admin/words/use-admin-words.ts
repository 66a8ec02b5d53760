/** The words of the screens on roles in the language of the page. */
import { useLang } from "../../words/use-words.ts";
import type { Lang } from "../../words/words.ts";
import { en } from "./en.ts";
import type { AdminWords } from "./words.ts";
import { zh } from "./zh.ts";

const ALL: Readonly<Record<Lang, AdminWords>> = { en, zh };

export function useAdminWords(): AdminWords {
  return ALL[useLang()];
}
