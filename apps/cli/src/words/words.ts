/** The shape of the words: the keys of the English ones, any texts. */
import type { en } from "./en.ts";
import type { Texts } from "./texts.ts";

export type Words = Texts<typeof en>;
