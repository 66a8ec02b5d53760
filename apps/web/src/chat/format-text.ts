/** Marks up what is selected in a text box. The same again takes it back. */
export type Format = "bold" | "italic" | "strike" | "code" | "block" | "quote" | "list" | "link";

export interface Selected {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const AROUND: Partial<Readonly<Record<Format, readonly [before: string, after: string]>>> = {
  bold: ["**", "**"],
  italic: ["*", "*"],
  strike: ["~~", "~~"],
  code: ["`", "`"],
  block: ["```\n", "\n```"],
  link: ["[", "](https://)"],
};
const BEFORE_LINES: Partial<Readonly<Record<Format, string>>> = { quote: "> ", list: "- " };

export function formatted(selected: Selected, format: Format): Selected {
  const around = AROUND[format];
  const before = BEFORE_LINES[format];
  if (around !== undefined) return wrapped(selected, around);
  return before === undefined ? selected : withLines(selected, before);
}

function wrapped({ text, start, end }: Selected, [before, after]: readonly [string, string]): Selected {
  const inner = text.slice(start, end);
  const isWrapped = text.slice(0, start).endsWith(before) && text.slice(end).startsWith(after);
  if (isWrapped) {
    const from = start - before.length;
    return {
      text: text.slice(0, from) + inner + text.slice(end + after.length),
      start: from,
      end: from + inner.length,
    };
  }
  const at = start + before.length;
  return { text: text.slice(0, start) + before + inner + after + text.slice(end), start: at, end: at + inner.length };
}

function withLines({ text, start, end }: Selected, before: string): Selected {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const lines = text.slice(from, end).split("\n");
  const isMarked = lines.every((line) => line.startsWith(before));
  const changed = lines.map((line) => (isMarked ? line.slice(before.length) : before + line)).join("\n");
  return { text: text.slice(0, from) + changed + text.slice(end), start: from, end: from + changed.length };
}
