/** Backslash escapes for text that Slack shows as it stands and Markdown would interpret. CommonMark §2.4. */

const NEEDS_LOOK = /[\\*_`~<&[]/;

/** One line or a part of it. Escapes only where the character would act, so that most text stays as people typed it. */
export function escapedMarkdown(text: string): string {
  if (!NEEDS_LOOK.test(text)) return text;
  return (
    text
      // A backslash at the end would swallow whatever is put behind it.
      .replace(/\\(?=[!-/:-@[-`{-~]|$)/g, "\\\\")
      .replace(/(?<!^|\s)\*|\*(?!\s|$)/g, "\\*")
      // Inside a word an underscore is literal in Markdown, too. CommonMark §6.2, rule 2.
      .replace(/(?<![\p{L}\p{N}])_(?!\s|$)|(?<!\s|^)_(?![\p{L}\p{N}])/gu, "\\_")
      .replace(/`/g, "\\`")
      .replace(/~(?=~)|(?<=~)~/g, "\\~")
      .replace(/<(?=[A-Za-z/!?])/g, "\\<")
      .replace(/&(?=#?\w{1,32};)/g, "\\&")
      // The bound keeps a text of brackets from costing quadratic time.
      .replace(/\[(?=[^\]]{0,500}\][([:])/g, "\\[")
  );
}

/** A whole line: keeps `# text` from becoming a heading, and a line of dashes a rule or an underline. */
export function escapedLineStart(line: string): string {
  return line
    .replace(/^( {0,3})(?=#{1,6}(?:\s|$))/, "$1\\")
    .replace(/^( {0,3})(?=(?:=+|-+|([-*_])(?:[ \t]*\2){2,})[ \t]*$)/, "$1\\");
}
