/** The shape of the words of the screens on roles: the keys of the English ones, any texts. */
import type { Texts } from "../../words/words.ts";
import type { en } from "./en.ts";

export type AdminWords = Texts<typeof en>;
