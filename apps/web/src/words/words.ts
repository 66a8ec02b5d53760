/** The shape of the words: the keys of the English ones, any texts. What lacks one does not compile. */
import type { en } from "./en.ts";

export type Texts<T> = T extends string
  ? string
  : T extends (...values: infer Values) => string
    ? (...values: Values) => string
    : { readonly [Key in keyof T]: Texts<T[Key]> };

export type Words = Texts<typeof en>;
export type Lang = "en" | "zh";

/** As the `lang` attribute and `Intl` want it. */
export function tagOf(lang: Lang): string {
  return lang === "zh" ? "zh-CN" : "en";
}
