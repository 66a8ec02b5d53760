/** The shape of the import's words: the keys of the English ones, any texts. */
import type { Texts } from "../../words/words.ts";
import type { en } from "./en.ts";

export type ImportWords = Texts<typeof en>;
