/** The shape of the words of the end-to-end screens: the keys of the English ones, any texts. */
import type { Texts } from "../../words/words.ts";
import type { en } from "./en.ts";

export type SecurityWords = Texts<typeof en>;
