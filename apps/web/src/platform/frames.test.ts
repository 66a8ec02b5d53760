import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { beforeNextFrame } from "./frames.ts";

/** Frames that come when the test says so. */
let frame: (() => void)[] = [];
beforeEach(() => {
  frame = [];
  vi.useFakeTimers();
  vi.stubGlobal("document", Object.assign(new EventTarget(), { hidden: false }));
  vi.stubGlobal("requestAnimationFrame", (work: () => void) => frame.push(work));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("what shows in the next frame is done with it, once", () => {
  const done = vi.fn<() => void>();
  beforeNextFrame(done);
  expect(done).not.toHaveBeenCalled();
  for (const work of frame) work();
  vi.runAllTimers();
  expect(done).toHaveBeenCalledTimes(1);
});

test("a window that gets no frames, though it counts as seen, is not deaf", () => {
  const done = vi.fn<() => void>();
  beforeNextFrame(done);
  vi.runAllTimers();
  expect(done).toHaveBeenCalledTimes(1);
  for (const work of frame) work();
  expect(done).toHaveBeenCalledTimes(1);
});
