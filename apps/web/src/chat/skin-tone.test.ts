import en from "emojibase-data/en/data.json" with { type: "json" };
import { expect, test } from "vitest";
import { SKIN_TONES, withTone } from "./skin-tone.ts";

test("a tone is put where Unicode has it", () => {
  expect(withTone("👋", 0)).toBe("👋");
  expect(withTone("👋", 1)).toBe("👋🏻");
  expect(withTone("✌️", 5)).toBe("✌🏿");
  expect(withTone("🧑‍💻", 3)).toBe("🧑🏽‍💻");
  expect(withTone("", 3)).toBe("");
});

test("it is so for every emoji with tones but couples, who have two", () => {
  const tones = en.flatMap(({ emoji, skins = [] }) =>
    skins.flatMap((skin) => {
      const tone = SKIN_TONES.find((one) => one === skin.tone);
      return tone === undefined ? [] : [{ emoji, tone, is: skin.emoji }];
    }),
  );
  const others = tones.filter(({ emoji, tone, is }) => withTone(emoji, tone) !== is);
  expect(tones.length).toBeGreaterThan(1_500);
  expect(new Set(others.map(({ emoji }) => emoji)).size).toBe(7);
});
