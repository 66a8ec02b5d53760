/** Backslash escapes for text that Slack shows as it stands and Markdown would interpret. CommonMark §2.4. */

const NEEDS_LOOK = /[\\*_`~<&[]/;

/** Those of `*`, `_` and the backtick that Markdown would find a pair of somewhere in `text`. A single one stays literal. */
export function pairingCharacters(text: string): string {
  const hasPair = {
    "*": isFollowedBy(text, /\*(?=\S)/, /\S\*/g),
    // Inside a word an underscore is literal in Markdown, too. CommonMark §6.2, rule 2.
    _: isFollowedBy(text, /(?<![\p{L}\p{N}])_(?=\S)/u, /\S_(?![\p{L}\p{N}])/gu),
    "`": text.indexOf("`") !== text.lastIndexOf("`"),
  };
  return Object.entries(hasPair)
    .filter(([, isPaired]) => isPaired)
    .map(([character]) => character)
    .join("");
}

function isFollowedBy(text: string, opening: RegExp, closing: RegExp): boolean {
  const first = text.search(opening);
  if (first === -1) return false;
  closing.lastIndex = first + 1;
  return closing.test(text);
}

/** One line or a part of it. Escapes only where the character would act, so that most text stays as people typed it. */
export function escapedMarkdown(text: string, pairing = "*_`"): string {
  if (!NEEDS_LOOK.test(text)) return text;
  const escaped = text
    // A backslash at the end would swallow whatever is put behind it.
    .replace(/\\(?=[!-/:-@[-`{-~]|$)/g, "\\\\")
    .replace(/~(?=~)|(?<=~)~/g, "\\~")
    .replace(/<(?=[A-Za-z/!?])/g, "\\<")
    .replace(/&(?=#?\w{1,32};)/g, "\\&")
    // The bound keeps a text of brackets from costing quadratic time.
    .replace(/\[(?=[^\]]{0,200}\][([:])/g, "\\[");
  return pairing === ""
    ? escaped
    : escaped.replace(DELIMITER, (found) => (pairing.includes(found) ? `\\${found}` : found));
}

/** Those that have white space around them, and underscores inside words, act in no case. */
const DELIMITER = /(?<!^|\s)\*|\*(?!\s|$)|(?<![\p{L}\p{N}])_(?!\s|$)|(?<!\s|^)_(?![\p{L}\p{N}])|`/gu;

/** A whole line: keeps `# text` from becoming a heading, and a line of dashes a rule or an underline. */
export function escapedLineStart(line: string): string {
  return line
    .replace(/^( {0,3})(?=#{1,6}(?:\s|$))/, "$1\\")
    .replace(/^( {0,3})(?=(?:=+|-+|([-*_])(?:[ \t]*\2){2,})[ \t]*$)/, "$1\\");
}
