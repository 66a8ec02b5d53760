/** Light or dark, roomy or dense: as chosen, or as the system says. Kept on the document, where the tokens look. */
import { useSyncExternalStore } from "react";
import { settingsStore } from "./settings.ts";

const systemDark = matchMedia("(prefers-color-scheme: dark)");

export function followTheme(): void {
  apply();
  settingsStore.subscribe(apply);
  systemDark.addEventListener("change", apply);
}

export function useIsDark(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const off = settingsStore.subscribe(listener);
      systemDark.addEventListener("change", listener);
      return () => {
        off();
        systemDark.removeEventListener("change", listener);
      };
    },
    () => isDarkNow(),
  );
}

function isDarkNow(): boolean {
  const { theme } = settingsStore.get();
  return theme === "dark" || (theme === "system" && systemDark.matches);
}

function apply(): void {
  document.documentElement.dataset["theme"] = isDarkNow() ? "dark" : "light";
  document.documentElement.dataset["density"] = settingsStore.get().density;
}
