/** Skin tones of emoji (Unicode UTS #51, §2.4): a modifier behind the first character stands in for the mark that asks for the picture. */

/** Fitzpatrick types 1-2 to 6; 0 is the yellow that nobody has. */
export const SKIN_TONES = [0, 1, 2, 3, 4, 5] as const;
export type SkinTone = (typeof SKIN_TONES)[number];

const LIGHTEST = 0x1f3fb;

export function withTone(emoji: string, tone: SkinTone): string {
  const [first, ...rest] = emoji;
  if (tone === 0 || first === undefined) return emoji;
  const behind = rest[0] === "\ufe0f" ? rest.slice(1) : rest;
  return first + String.fromCodePoint(LIGHTEST + tone - 1) + behind.join("");
}
