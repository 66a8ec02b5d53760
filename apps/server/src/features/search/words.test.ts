import { describe, expect, test } from "vitest";
import { fold, termsOf, wordsOf } from "./words.ts";

describe("words", () => {
  test("a Chinese character is a word of its own, letters and digits run together", () => {
    expect([...wordsOf(fold("端到端Encryption 2026年"))]).toEqual(["端", "到", "encryption", "2026", "年"]);
  });
  test("a query is split at spaces, quotes hold words together, punctuation alone asks for nothing", () => {
    expect(termsOf('加密 "end to end" !!! Ａ')).toEqual(["加密", "end to end", "a"]);
    expect(termsOf("!!! …")).toEqual([]);
  });
});
