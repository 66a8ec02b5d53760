/** Light or dark, roomy or dense: as chosen, or as the system says. Kept on the document, where the tokens look. */
import { createStore, useStore } from "../state/store.ts";
import { followMedia } from "./media.ts";
import { settingsStore } from "./settings.ts";

const systemDark = followMedia(matchMedia("(prefers-color-scheme: dark)"));
const isDark = createStore(false);

export function followTheme(): void {
  apply();
  settingsStore.subscribe(apply);
  systemDark.subscribe(apply);
}

export function useIsDark(): boolean {
  return useStore(isDark);
}

function apply(): void {
  const { theme, density } = settingsStore.get();
  isDark.set(theme === "dark" || (theme === "system" && systemDark.get()));
  document.documentElement.dataset["theme"] = isDark.get() ? "dark" : "light";
  document.documentElement.dataset["density"] = density;
}
