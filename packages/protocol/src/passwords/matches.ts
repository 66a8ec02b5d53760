/** What a stretch of a password can be known as, and how many guesses (as a power of two) somebody who knows that needs for it. */
import { COMMON_WORDS } from "./common-words.ts";
import { pinyinRunsFrom } from "./pinyin.ts";

export const PART_KINDS = ["word", "context", "pinyin", "date", "phone", "id-number", "run", "repeat", "free"] as const;
/**
 * `word` a common word or number game · `context` the person's or the organisation's own name · `pinyin` syllables in a row ·
 * `date` · `phone` · `id-number` a Chinese identity number · `run` neighbours on the keyboard or in the alphabet · `repeat` the
 * same again · `free` none of these
 */
export type PartKind = (typeof PART_KINDS)[number];

export interface Match {
  readonly kind: PartKind;
  /** In code points. */
  readonly from: number;
  readonly to: number;
  /** log2 of the guesses. */
  readonly bits: number;
}

// A list of about a thousand, tried with the usual endings: 2^8 with some order of likelihood.
const WORD_BITS = 8;
// Three to five names are tried first of all.
const CONTEXT_BITS = 2;
// 410 syllables follow one another as in language: about five bits each, not nearly nine.
const SYLLABLE_BITS = 5;
// 366 days in 90 years.
const DATE_BITS = 15;
const YEAR_BITS = 7;
// Known to whoever knows the person: tried before anything is guessed.
const PHONE_BITS = 10;
const ID_BITS = 12;
const LONGEST_WORD = 20;

const RUNS = [
  "qwertyuiop",
  "asdfghjkl",
  "zxcvbnm",
  "1234567890",
  "abcdefghijklmnopqrstuvwxyz",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
];
const ALL_RUNS = [...RUNS, ...RUNS.map((run) => Array.from(run).reverse().join(""))];

const LEET: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
};

/** Bits of one character that is known as nothing else. */
function freeBits(char: string): number {
  if (/\d/.test(char)) return 3.4;
  if (/[a-z]/.test(char)) return 4.7;
  // A common Chinese character; of a rare one nobody can be sure that it was chosen by chance.
  return /\p{Script=Han}/u.test(char) ? 8 : 5;
}

export function freeMatches(chars: readonly string[]): readonly Match[] {
  return chars.map((char, from) => ({ kind: "free", from, to: from + 1, bits: freeBits(char) }));
}

function wordMatches(chars: readonly string[], words: ReadonlySet<string>, of: "word" | "context"): Match[] {
  const plain = chars.map((char) => LEET[char] ?? char);
  const longest = of === "word" ? LONGEST_WORD : Math.max(0, ...[...words].map((word) => Array.from(word).length));
  const found: Match[] = [];
  for (let from = 0; from < chars.length; from++) {
    for (let to = from + 2; to <= Math.min(chars.length, from + longest); to++) {
      const isThere = words.has(chars.slice(from, to).join("")) || words.has(plain.slice(from, to).join(""));
      if (isThere) found.push({ kind: of, from, to, bits: of === "word" ? WORD_BITS : CONTEXT_BITS });
    }
  }
  return found;
}

function pinyinMatches(chars: readonly string[]): Match[] {
  return chars.flatMap((_char, from) =>
    [...pinyinRunsFrom(chars, from)].map(([to, syllables]) => ({
      kind: "pinyin" as const,
      from,
      to,
      bits: syllables * SYLLABLE_BITS,
    })),
  );
}

function runMatches(chars: readonly string[]): Match[] {
  const found: Match[] = [];
  for (let from = 0; from < chars.length; from++) {
    for (let to = chars.length; to >= from + 3; to--) {
      const stretch = chars.slice(from, to).join("");
      if (!ALL_RUNS.some((run) => run.includes(stretch))) continue;
      found.push({ kind: "run", from, to, bits: 4 + Math.log2(to - from) });
      break;
    }
  }
  return found;
}

// In digits, with or without something between year, month and day.
const YEAR = "(?:19[3-9]|20[0-4])\\d";
const MONTH = "(?:0[1-9]|1[0-2]|[1-9])";
const DAY = "(?:0[1-9]|[12]\\d|3[01]|[1-9])";
const PATTERNS: readonly (readonly [kind: PartKind, pattern: RegExp, bits: number])[] = [
  ["date", new RegExp(`${YEAR}[-./年]?${MONTH}[-./月]?${DAY}日?`, "y"), DATE_BITS],
  ["date", new RegExp(`${DAY}[-./]?${MONTH}[-./]?${YEAR}`, "y"), DATE_BITS],
  ["date", new RegExp(`\\d\\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])`, "y"), DATE_BITS],
  ["date", new RegExp(`${YEAR}年?`, "y"), YEAR_BITS],
  ["phone", /(?:\+?86)?1[3-9]\d{9}/y, PHONE_BITS],
  ["phone", /0\d{2,3}-?\d{7,8}/y, PHONE_BITS],
  ["id-number", /[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx]/y, ID_BITS],
];

function patternMatches(chars: readonly string[]): Match[] {
  // One unit for each code point, so that places in the text are places in `chars`.
  const text = chars.map((char) => (char.length === 1 ? char : "\u0000")).join("");
  const found: Match[] = [];
  for (const [kind, pattern, bits] of PATTERNS) {
    for (let from = 0; from < text.length; from++) {
      pattern.lastIndex = from;
      const length = pattern.exec(text)?.[0].length;
      if (length !== undefined) found.push({ kind, from, to: from + length, bits });
    }
  }
  return found;
}

/** The same stretch again and again costs what it costs once, and how often. */
function repeatMatches(chars: readonly string[], bitsOf: (chars: readonly string[]) => number): Match[] {
  const found: Match[] = [];
  for (let from = 0; from < chars.length; from++) {
    for (let unit = 1; from + unit * 2 <= chars.length; unit++) {
      let to = from + unit;
      while (to < chars.length && chars[to] === chars[to - unit]) to++;
      const times = Math.floor((to - from) / unit);
      if (times < 2 || to - from < 3) continue;
      const bits = bitsOf(chars.slice(from, from + unit)) + Math.log2(times);
      found.push({ kind: "repeat", from, to: from + unit * times, bits });
    }
  }
  return found;
}

/** All that is known of stretches of the folded text; `bitsOf` gives the least bits of a shorter one. */
export function matchesOf(
  chars: readonly string[],
  context: ReadonlySet<string>,
  bitsOf: (chars: readonly string[]) => number,
): readonly Match[] {
  return [
    ...wordMatches(chars, COMMON_WORDS, "word"),
    ...wordMatches(chars, context, "context"),
    ...pinyinMatches(chars),
    ...runMatches(chars),
    ...patternMatches(chars),
    ...repeatMatches(chars, bitsOf),
  ];
}
