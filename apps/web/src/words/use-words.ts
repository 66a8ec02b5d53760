/** The words of the language that was chosen, or else of the browser's. A change shows at once. */
import { changeSettings, settingsStore } from "../platform/settings.ts";
import { createStore, useStore } from "../state/store.ts";
import { type Lang, tagOf, type Words } from "./words.ts";

const LOADERS: Readonly<Record<Lang, () => Promise<Words>>> = {
  en: async () => (await import("./en.ts")).en,
  zh: async () => (await import("./zh.ts")).zh,
};
const wordsStore = createStore<Words | undefined>(undefined);
const langStore = createStore<Lang>(settingsStore.get().lang || preferred());

/** Before anything is shown: one language is loaded, the other one when it is chosen. */
export async function loadWords(): Promise<void> {
  document.documentElement.lang = tagOf(langStore.get());
  wordsStore.set(await LOADERS[langStore.get()]());
}

export function useWords(): Words {
  return present(useStore(wordsStore));
}

export function useLang(): Lang {
  return useStore(langStore);
}

/** For what is said outside of a component. */
export function wordsNow(): Words {
  return present(wordsStore.get());
}

export function langNow(): Lang {
  return langStore.get();
}

export async function chooseLang(lang: Lang): Promise<void> {
  wordsStore.set(await LOADERS[lang]());
  document.documentElement.lang = tagOf(lang);
  langStore.set(lang);
  changeSettings({ lang });
}

function preferred(): Lang {
  const first = navigator.languages.find((tag) => /^(zh|en)\b/i.test(tag)) ?? "en";
  return /^zh/i.test(first) ? "zh" : "en";
}

function present(words: Words | undefined): Words {
  if (words === undefined) throw new Error("unreachable: words are loaded before anything is shown");
  return words;
}
