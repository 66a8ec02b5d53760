import { LIMITS } from "@warbler/protocol";
import { describe, expect, test } from "vitest";
import { shownEmoji, withEmoji } from "./emoji.ts";

describe("a reaction", () => {
  test("of a standard name is the emoji, also with a tone of skin", () => {
    expect(["tada", "+1", "thumbsup", "flag-cn", "heart"].map(shownEmoji)).toEqual(["🎉", "👍", "👍", "🇨🇳", "❤️"]);
    expect(["wave::skin-tone-3", "thumbsup_medium_skin_tone", "v::skin-tone-6"].map(shownEmoji)).toEqual([
      "👋🏼",
      "👍🏽",
      "✌🏿",
    ]);
  });

  test("of another name keeps it between colons, unless that is too long", () => {
    expect(shownEmoji("party_parrot")).toBe(":party_parrot:");
    expect(shownEmoji("tada::skin-tone-3")).toBe(":tada::skin-tone-3:");
    expect(shownEmoji("x".repeat(LIMITS.emojiChars - 2))).toHaveLength(LIMITS.emojiChars);
    expect(shownEmoji("x".repeat(LIMITS.emojiChars - 1))).toBeUndefined();
  });
});

describe("text", () => {
  test("shows standard emoji and leaves other names and times as they are", () => {
    expect(withEmoji("done :tada::white_check_mark: (:wave::skin-tone-3:), :party_parrot:!")).toBe(
      "done 🎉✅ (👋🏼), :party_parrot:!",
    );
    for (const text of ["at 10:100:13", "a::key::b", "std::tada::x", "http:tada:x", "::", ":", ": tada :", ""])
      expect(withEmoji(text)).toBe(text);
  });

  test("of nothing but colons and letters takes linear time", () => {
    for (const part of [":a", ":tada:", "::", " :aaaa"])
      expect(withEmoji(part.repeat(100_000)).length).toBeGreaterThan(0);
  });
});
