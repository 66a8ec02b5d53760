/** Whether there is place for one column only, as the style sheets have it. */
import { useSyncExternalStore } from "react";

const narrow = matchMedia("(max-width: 720px)");

export function useIsNarrow(): boolean {
  return useSyncExternalStore(
    (listener) => {
      narrow.addEventListener("change", listener);
      return () => narrow.removeEventListener("change", listener);
    },
    () => narrow.matches,
  );
}
