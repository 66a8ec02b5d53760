/** Leaves the reading of HTML out of the Markdown reader: a message has none, as `parse-markdown.ts` says to the reader itself. */
import type { Plugin } from "vite";

const CONSTRUCTS = /node_modules\/micromark\/lib\/constructs\.js$/;
const TAGS = /, htmlFlow, htmlText| *\[60\]: htmlFlow,\n|(?<=autolink), htmlText/g;
const PLACES = 3;

export const withoutMarkup: Plugin = {
  name: "without-markup",
  transform(code, id) {
    if (!CONSTRUCTS.test(id)) return null;
    if (code.match(TAGS)?.length !== PLACES) throw new Error(`expected ${PLACES} mentions of HTML in ${id}`);
    return code.replaceAll(TAGS, "");
  },
};
