/**
 * Makes text from other people harmless to a terminal. Escape sequences can rewrite what is on the screen, answer
 * back as if typed, or change the clipboard; bidirectional controls can make a line read as its opposite.
 */

// C0 but newline and tab, DEL and C1 (0x9b alone starts an escape sequence), bidirectional controls and isolates,
// zero-width marks, line and paragraph separators, the byte order mark, and tag characters. ZWNJ and ZWJ (U+200C,
// U+200D) stay: Persian and emoji need them.
const HARMFUL =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** Each harmful character becomes visible as `\u{…}`; newlines and tabs stay. */
export function neutralised(text: string): string {
  return text.toWellFormed().replace(HARMFUL, visible);
}

/** As `neutralised`, on one line: for names and whatever stands beside something else. */
export function onOneLine(text: string): string {
  return neutralised(text).replace(/[\n\t]/g, visible);
}

/** JSON with the same characters escaped: JSON itself lets C1 and bidirectional controls through. */
export function harmlessJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(HARMFUL, (character) =>
    [...Array(character.length).keys()].map((at) => `\\u${hex(character.charCodeAt(at), 4)}`).join(""),
  );
}

function visible(character: string): string {
  return `\\u{${hex(character.codePointAt(0) ?? 0, 2)}}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}
