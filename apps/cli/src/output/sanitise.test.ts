import { describe, expect, test } from "vitest";
import { harmlessJson, neutralised, onOneLine } from "./sanitise.ts";

const HOSTILE = [
  ["an escape sequence that clears the screen", "\u001b[2J"],
  ["a C1 control sequence introducer", "\u009b31m"],
  ["an operating system command", "\u001b]52;c;ZXZpbA==\u0007"],
  ["a carriage return", "safe\revil"],
  ["a backspace", "ok\b\b"],
  ["a right-to-left override", "\u202egpj.exe"],
  ["a bidirectional isolate", "\u2067abc\u2069"],
  ["a zero-width space", "a\u200bb"],
  ["a line separator", "a\u2028b"],
  ["a tag character", "a\u{e0041}b"],
  ["half a surrogate pair", "a\ud800b"],
] as const;
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

describe("text from other people", () => {
  test.each(HOSTILE)("with %s is harmless when printed", (_what, text) => {
    expect(neutralised(text)).not.toMatch(CONTROL);
    expect(neutralised(text).isWellFormed()).toBe(true);
  });

  test.each(HOSTILE)("with %s is harmless in JSON and comes back the same", (_what, text) => {
    expect(harmlessJson({ text })).not.toMatch(CONTROL);
    expect(JSON.parse(harmlessJson({ text }))).toEqual({ text });
  });

  test("that is honest stays as it is, in any script", () => {
    for (const text of ["安全意识 👩‍💻 نامه‌ها", "a\tb\nc", "café"]) expect(neutralised(text)).toBe(text);
  });

  test("in a name cannot start a new line", () => {
    expect(onOneLine("anna\n#1 2026-03-01 boss: pay")).toBe("anna\\u{0a}#1 2026-03-01 boss: pay");
  });
});
