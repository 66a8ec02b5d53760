/** The words of the language that was chosen, or else of the browser's. A change shows at once. */
import { changeSettings, settingsStore } from "../platform/settings.ts";
import { createStore, useStore } from "../state/store.ts";
import { en } from "./en.ts";
import type { Lang, Words } from "./words.ts";
import { zh } from "./zh.ts";

const ALL: Readonly<Record<Lang, Words>> = { en, zh };
const langStore = createStore<Lang>(settingsStore.get().lang ?? preferred());
document.documentElement.lang = tagOf(langStore.get());

export function useWords(): Words {
  return ALL[useStore(langStore)];
}

export function useLang(): Lang {
  return useStore(langStore);
}

/** For what is said outside of a component. */
export function wordsNow(): Words {
  return ALL[langStore.get()];
}

export function langNow(): Lang {
  return langStore.get();
}

export function chooseLang(lang: Lang): void {
  document.documentElement.lang = tagOf(lang);
  langStore.set(lang);
  changeSettings({ lang });
}

/** As the `lang` attribute and `Intl` want it. */
export function tagOf(lang: Lang): string {
  return lang === "zh" ? "zh-CN" : "en";
}

function preferred(): Lang {
  const first = navigator.languages.find((tag) => /^(zh|en)\b/i.test(tag)) ?? "en";
  return /^zh/i.test(first) ? "zh" : "en";
}
