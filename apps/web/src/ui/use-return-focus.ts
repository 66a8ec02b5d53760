/** Who opens something by keyboard stands where they were when it is closed. */
import { useEffect, useState } from "react";
import { after } from "../platform/clock.ts";

/** Gives the focus back to where it was when this was rendered first, once this is gone and the focus with it. */
export function useReturnFocus(): void {
  const [places] = useState(placesNow);
  useEffect(
    () => () => {
      // What takes its place, or what it led to, may take the focus first.
      after(0, () => {
        if (document.activeElement === null || document.activeElement === document.body)
          places.find((place) => place.isConnected)?.focus();
      });
    },
    [places],
  );
}

/** The first one that is still there then: a menu is gone, and a message's buttons go with the focus. */
function placesNow(): readonly HTMLElement[] {
  const here = document.activeElement;
  const menuButton = here?.closest("[role=menu]") && document.querySelector("[data-popup-open]");
  const opener = menuButton ?? here;
  const box = document.querySelector("main textarea");
  const places = [opener, opener?.closest("article"), box];
  return places.flatMap((place) => (place instanceof HTMLElement && place !== document.body ? [place] : []));
}
