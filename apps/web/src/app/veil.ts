/** Who chose so shows nothing to those behind them while another window has the keyboard. */
import { after } from "../platform/clock.ts";
import { settingsStore } from "../platform/settings.ts";

export function veilWhenAway(): void {
  // A frame of the page that takes the keyboard blurs the window as well; a moment later the document knows better.
  globalThis.addEventListener("blur", () => void after(0, apply));
  globalThis.addEventListener("focus", apply);
  settingsStore.subscribe(apply);
}

function apply(): void {
  document.documentElement.toggleAttribute("data-veiled", settingsStore.get().veiled && !document.hasFocus());
}
