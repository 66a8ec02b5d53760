/** The words of voice messages in the language of the page. */
import { useLang } from "../../words/use-words.ts";
import type { Lang, Texts } from "../../words/words.ts";
import { en } from "./en.ts";
import { zh } from "./zh.ts";

const ALL: Readonly<Record<Lang, Texts<typeof en>>> = { en, zh };

export function useVoiceWords(): Texts<typeof en> {
  return ALL[useLang()];
}
