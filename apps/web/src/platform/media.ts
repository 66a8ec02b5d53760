/** What the browser says of its window and its person, to be followed. */
import { createStore, type Readable } from "../state/store.ts";

type Heard = Pick<MediaQueryList, "matches" | "addEventListener">;

/**
 * Whether a media query holds. `matches` is read once and then only what the events say: Chromium tells nobody of a change that somebody saw by
 * reading between it and the next frame, as React does when it draws anew.
 */
export function followMedia(list: Heard): Readable<boolean> {
  const store = createStore(list.matches);
  list.addEventListener("change", (event) => store.set(event.matches));
  return store;
}
