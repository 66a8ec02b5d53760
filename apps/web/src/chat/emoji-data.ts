/**
 * Every emoji with its names in both languages (Unicode CLDR by way of emojibase-data; MIT and Unicode-3.0). Large, and
 * loaded when somebody first looks for one.
 */
import en from "emojibase-data/en/data.json" with { type: "json" };
import zh from "emojibase-data/zh/data.json" with { type: "json" };
import type { Lang } from "../words/words.ts";
import type { NamedEmoji } from "./find-emoji.ts";

const zhNames = new Map(zh.map((one) => [one.emoji, one]));

/** The tables ask for the picture also of what is one anyway: as people and other clients write it, it has no such mark. */
const ASKS_IN_VAIN = /(\p{Emoji_Presentation})\ufe0f/gu;

/** In the order in which they are shown. */
export const EMOJI: readonly NamedEmoji[] = en.map(({ emoji: written, group = 0, label, tags = [], skins }) => {
  const chinese = zhNames.get(written);
  const emoji = written.replaceAll(ASKS_IN_VAIN, "$1");
  const names: Record<Lang, string> = { en: label, zh: chinese?.label ?? label };
  const hasTones = skins !== undefined;
  return { emoji, group, names, hasTones, words: [...tags, ...(chinese?.tags ?? [])] };
});
