/** The words of the language that was chosen, or else of the browser's. A change shows at once. */

import { createContext, createElement, type ReactNode, useContext } from "react";
import { changeSettings, type Settings, settingsStore } from "../platform/settings.ts";
import { createStore, useStore } from "../state/store.ts";
import { type Lang, tagOf, type Words } from "./words.ts";

const LOADERS: Readonly<Record<Lang, () => Promise<Words>>> = {
  en: async () => (await import("./en.ts")).en,
  zh: async () => (await import("./zh.ts")).zh,
};
const wordsStore = createStore<Words | undefined>(undefined);
const langStore = createStore<Lang>(wanted());
const WordsOf = createContext<Words | undefined>(undefined);
const LangOf = createContext<Lang>("en");

/** Before anything is shown: one language is loaded, the other one when it is chosen, in this tab or in another. */
export async function loadWords(): Promise<void> {
  document.documentElement.lang = tagOf(langStore.get());
  wordsStore.set(await LOADERS[langStore.get()]());
  settingsStore.subscribe(() => {
    if (wanted() !== langStore.get()) show(wanted());
  });
}

/** Around everything that is shown: hundreds of rows have words, and none has to follow the store for them. */
export function Spoken({ children }: { readonly children: ReactNode }) {
  const lang = useStore(langStore);
  return createElement(WordsOf, { value: useStore(wordsStore) }, createElement(LangOf, { value: lang }, children));
}

export function useWords(): Words {
  return present(useContext(WordsOf));
}

export function useLang(): Lang {
  return useContext(LangOf);
}

/** What was chosen, also while its words are still to come. */
export function useChosenLang(): Lang {
  return useStore(settingsStore, wantedIn);
}

/** For what is said outside of a component. */
export function wordsNow(): Words {
  return present(wordsStore.get());
}

export function langNow(): Lang {
  return langStore.get();
}

/** Kept at once, so that whoever leaves before the words have come finds them next time. */
export function chooseLang(lang: Lang): void {
  changeSettings({ lang });
}

function show(lang: Lang): void {
  LOADERS[lang]().then(
    (words) => {
      // Meanwhile another one may have been chosen.
      if (wanted() !== lang) return;
      wordsStore.set(words);
      document.documentElement.lang = tagOf(lang);
      langStore.set(lang);
    },
    () => {
      if (wanted() === lang) changeSettings({ lang: langStore.get() });
    },
  );
}

function wanted(): Lang {
  return wantedIn(settingsStore.get());
}

function wantedIn({ lang }: Settings): Lang {
  return lang || preferred();
}

function preferred(): Lang {
  const first = navigator.languages.find((tag) => /^(zh|en)\b/i.test(tag)) ?? "en";
  return /^zh/i.test(first) ? "zh" : "en";
}

function present(words: Words | undefined): Words {
  if (words === undefined) throw new Error("unreachable: words are loaded before anything is shown");
  return words;
}
