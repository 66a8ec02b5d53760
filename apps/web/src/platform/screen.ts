/** Whether there is place for one column only, as the style sheets have it. */
import { useStore } from "../state/store.ts";
import { followMedia } from "./media.ts";

/** Narrower than this a panel lies over the room. */
const overlaid = followMedia(matchMedia("(max-width: 1080px)"));
const narrow = followMedia(matchMedia("(max-width: 720px)"));

export const doesPanelCover = (): boolean => overlaid.get();

export function useIsNarrow(): boolean {
  return useStore(narrow);
}
