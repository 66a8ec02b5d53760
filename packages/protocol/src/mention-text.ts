/** Where a text names somebody: an @, also a full-width one, and the longest name that stands behind it. */

/** A part of a text, and whoever it names; several where they have the same name. */
export interface TextPart<Named> {
  readonly text: string;
  readonly named: readonly Named[];
}

/** Letters that stand beside each other without belonging to one word: an @ may follow them, and a name end before them. */
const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}`;
const SIGN = new RegExp(`(?<![[\\p{L}\\p{N}_]--[${UNSPACED}]])[@＠]`, "gv");
const IN_A_WORD = new RegExp(`^[._\\-]?[[\\p{L}\\p{N}_]--[${UNSPACED}]]`, "v");
const TYPED = new RegExp(`${SIGN.source}([\\p{L}\\p{N}._\\-]{0,30})$`, "v");

/** What has been typed of a name before the caret, and where its @ stands. */
export function typedMention(before: string): { readonly from: number; readonly typed: string } | undefined {
  const match = TYPED.exec(before);
  return match === null ? undefined : { from: match.index, typed: (match[1] ?? "").toLowerCase() };
}

/** The text in parts, in its order. An address such as `anna@example.org` names nobody, nor does the beginning of a longer name. */
export function splitByMentions<Named extends { readonly name: string }>(
  text: string,
  people: readonly Named[],
): readonly TextPart<Named>[] {
  const parts: TextPart<Named>[] = [];
  const longestFirst = people.filter(({ name }) => name !== "").toSorted((a, b) => b.name.length - a.name.length);
  let taken = 0;
  for (const { index } of text.matchAll(SIGN)) {
    if (index < taken) continue;
    const first = longestFirst.find(({ name }) => standsAt(text, index + 1, name));
    if (first === undefined) continue;
    if (index > taken) parts.push({ text: text.slice(taken, index), named: [] });
    taken = index + 1 + first.name.length;
    parts.push({ text: text.slice(index, taken), named: longestFirst.filter(({ name }) => isSame(name, first.name)) });
  }
  if (taken < text.length) parts.push({ text: text.slice(taken), named: [] });
  return parts;
}

function standsAt(text: string, from: number, name: string): boolean {
  const end = from + name.length;
  return isSame(text.slice(from, end), name) && !(IN_A_WORD.test(name.slice(-1)) && IN_A_WORD.test(text.slice(end)));
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
