import { expect, test } from "vitest";
import { EMOJI } from "./emoji-data.ts";
import { findEmoji } from "./find-emoji.ts";

const found = (typed: string) => findEmoji(EMOJI, typed, 8).map(({ emoji }) => emoji);

test("an emoji is found by its English and its Chinese name, by keywords and by parts of names", () => {
  expect(found("tada")).toContain("🎉");
  expect(found("+1")).toContain("👍");
  expect(found("thumbs_up")[0]).toBe("👍");
  expect(found("拇指").includes("👍")).toBe(true);
  expect(found("茶").length).toBeGreaterThan(0);
  expect(found("red heart")[0]).toBe("❤️");
});

test("what is not the beginning of a word is not found, and nothing finds nothing", () => {
  expect(found("umbs")).toEqual([]);
  expect(found(" ")).toEqual([]);
});
