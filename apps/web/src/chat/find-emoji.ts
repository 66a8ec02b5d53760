/** Finds emoji by what they are called, in either language. */
import type { Lang } from "../words/words.ts";

export interface NamedEmoji {
  readonly emoji: string;
  /** Of Unicode's groups: 0 smileys, 1 people, 3 nature, 4 food, 5 travel, 6 activities, 7 objects, 8 symbols, 9 flags. */
  readonly group: number;
  readonly names: Readonly<Record<Lang, string>>;
  /** Whether it shows skin. */
  readonly hasTones: boolean;
  /** Keywords of both languages. */
  readonly words: readonly string[];
}

/** Whole names and keywords come first, then their beginnings, then the beginnings of words in them; names before keywords. */
export function findEmoji(all: readonly NamedEmoji[], typed: string, most: number): readonly NamedEmoji[] {
  const wanted = typed.toLowerCase().replaceAll("_", " ").trim();
  if (wanted === "") return [];
  const ranked = all.flatMap((one) => {
    const inNames = Object.values(one.names).map((name) => rankOf(name.toLowerCase(), wanted));
    const inWords = one.words.map((word) => rankOf(word.toLowerCase(), wanted) + 0.5);
    const rank = Math.min(...inNames, ...inWords);
    return rank < NOT_FOUND ? [{ one, rank }] : [];
  });
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ one }) => one);
}

const NOT_FOUND = 3;

function rankOf(word: string, wanted: string): number {
  if (word === wanted) return 0;
  const at = word.indexOf(wanted);
  if (at === 0) return 1;
  // Within a word of an English name, only its beginning counts; Chinese writes no spaces.
  const isBeginning = word[at - 1] === " " || /\p{Script=Han}/u.test(wanted);
  return at > 0 && isBeginning ? 2 : NOT_FOUND;
}
