import fc from "fast-check";
import { expect, test } from "vitest";
import { isPlain, markdownRoot } from "./parse-markdown.ts";

const LETTERS = [
  ..."ab1 .:/-+=#!?,;()'\"%$^{}w@*_`~<>&|\\\n\t",
  "明",
  "www.",
  "http://",
  "- ",
  "1. ",
  "\u00a0",
  "\u3000",
];
const line = fc.array(fc.constantFrom(...LETTERS), { maxLength: 12 }).map((letters) => letters.join(""));

test("a text that is called plain is one paragraph with exactly this text when it is read as Markdown", () => {
  fc.assert(
    fc.property(line, (text) => {
      fc.pre(isPlain(text));
      expect(markdownRoot(text)).toMatchObject({
        children: [{ type: "paragraph", children: [{ type: "text", value: text }] }],
      });
      expect(markdownRoot(text).children[0]).toHaveProperty("children.length", 1);
    }),
    { numRuns: 800 },
  );
});

test.each(["hi, how are you?", "ann: it's 5 - 3 = 2 (or so)!", "明天演练：九点", "a.b.c/d #1"])(
  "%s is plain",
  (text) => {
    expect(isPlain(text)).toBe(true);
  },
);

test.each([
  "",
  "*a*",
  "a_b_",
  "see http://a.b",
  "WWW.a.b",
  "# title",
  "- one",
  "1. one",
  " a",
  "a ",
  "a\nb",
  "a&amp;b",
])("%j may mean something", (text) => {
  expect(isPlain(text)).toBe(false);
});

test.each(["<b>", "</script>", "<!-- x -->", '<img src=x onerror="a">'])(
  "%s is text, and Markdown beside it is read",
  (tag) => {
    for (const text of [`${tag}**b**`, `a ${tag}\n**b**`]) {
      const [paragraph, ...more] = markdownRoot(text).children;
      expect(more).toEqual([]);
      const parts = paragraph?.type === "paragraph" ? paragraph.children : [];
      expect(parts).toMatchObject([{ type: "text", value: expect.stringContaining(tag) }, { type: "strong" }]);
    }
  },
);
