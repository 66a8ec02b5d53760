import { expect, test } from "vitest";
import { wordsIn } from "../words/index.ts";
import { progressOn, progressText } from "./progress.ts";

const words = wordsIn("en");

test("tells how much is done, how fast, and how long it will take", () => {
  expect(progressText({ label: "messages", done: 50_000, total: 200_000, first: 0, elapsedMs: 5_000 }, words)).toBe(
    "messages  50,000 / 200,000  25%  10,000/s  15 s left",
  );
});

function terminalAt(screenColumns: number | undefined) {
  let written = "";
  let nowMs = 0;
  return {
    screenColumns,
    nowMs: () => nowMs,
    writeError: (text: string) => void (written += text),
    pass: (ms: number) => void (nowMs += ms),
    written: () => written,
  };
}

test("is a bar that is taken off a screen, and whole lines elsewhere", () => {
  const screen = terminalAt(120);
  const bar = progressOn(screen, { label: "messages", total: 10, words, isQuiet: false });
  screen.pass(1_000);
  bar.update(5);
  bar.end();
  expect(screen.written()).toMatch(/^\r\u001b\[K█{12}░{12} messages.*\r\u001b\[K$/);

  const pipe = terminalAt(undefined);
  const lines = progressOn(pipe, { label: "messages", total: 10, words, isQuiet: false });
  for (const done of [1, 2, 3]) {
    pipe.pass(2_000);
    lines.update(done);
  }
  lines.end();
  expect(pipe.written().split("\n").filter(Boolean)).toHaveLength(1);
  expect(pipe.written()).not.toContain("\u001b");
});
