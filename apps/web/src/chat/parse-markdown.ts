/**
 * Reads a message's text as Markdown. Most messages are one line that Markdown leaves as it is: those are told apart first,
 * since reading them whole takes a hundred times longer.
 */
import type { Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmAutolinkLiteralFromMarkdown } from "mdast-util-gfm-autolink-literal";
import { gfmStrikethroughFromMarkdown } from "mdast-util-gfm-strikethrough";
import { gfmTableFromMarkdown } from "mdast-util-gfm-table";
import { gfmAutolinkLiteral } from "micromark-extension-gfm-autolink-literal";
import { gfmStrikethrough } from "micromark-extension-gfm-strikethrough";
import { gfmTable } from "micromark-extension-gfm-table";

/** A tag is text like any other, with Markdown in it read as such; `markup-plugin.ts` leaves the code for tags out of the build. */
const NO_TAGS = { disable: { null: ["htmlFlow", "htmlText"] } };
const DIALECT = {
  extensions: [NO_TAGS, gfmAutolinkLiteral(), gfmStrikethrough({ singleTilde: false }), gfmTable()],
  mdastExtensions: [gfmAutolinkLiteralFromMarkdown(), gfmStrikethroughFromMarkdown(), gfmTableFromMarkdown()],
};
/** What dozens of rooms show at first. */
const PARSED_KEPT = 2_000;
/** Characters that can mean something anywhere, and what makes a link of a word. */
const MARKS = /[\\`*_~[\]<>&|@\0\r\n\t]|:\/\/|www\./i;
/** What means something at the start of a line, and spaces there and at its end, which are not shown. */
const EDGES = /^(?:[\s#=+-]|\d+[.)])|\s$/;

const parsed = new Map<string, Root>();

/** Rows come and go while a list scrolls; their texts are read once. */
export function parseMarkdown(text: string): Root {
  if (isPlain(text)) return plainRoot(text);
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const root = markdownRoot(text);
  const [oldest] = parsed.keys();
  if (parsed.size >= PARSED_KEPT && oldest !== undefined) parsed.delete(oldest);
  parsed.set(text, root);
  return root;
}

/** Whether reading the text as Markdown gives one paragraph with exactly this text. */
export function isPlain(text: string): boolean {
  return text !== "" && !MARKS.test(text) && !EDGES.test(text);
}

function plainRoot(text: string): Root {
  return { type: "root", children: [{ type: "paragraph", children: [{ type: "text", value: text }] }] };
}

export function markdownRoot(text: string): Root {
  return fromMarkdown(text, DIALECT);
}
