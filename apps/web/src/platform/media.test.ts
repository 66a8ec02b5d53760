import { expect, test } from "vitest";
import { followMedia } from "./media.ts";

/** As Chromium has it: a change that was seen by reading is told to nobody. */
function media() {
  const events = new EventTarget();
  let now = false;
  let told = false;
  const list = {
    get matches() {
      told = now;
      return now;
    },
    addEventListener: events.addEventListener.bind(events),
  };
  const become = (next: boolean) => {
    now = next;
  };
  const frame = () => {
    if (now === told) return;
    told = now;
    events.dispatchEvent(Object.assign(new Event("change"), { matches: now, media: "" }));
  };
  return { list, become, frame };
}

test("a change is heard also by who looked just before it was told", () => {
  const { list, become, frame } = media();
  const followed = followMedia(list);
  const heard: boolean[] = [];
  followed.subscribe(() => heard.push(followed.get()));
  become(true);
  expect(followed.get()).toBe(false);
  frame();
  expect(followed.get()).toBe(true);
  become(false);
  frame();
  expect(heard).toEqual([true, false]);
});
