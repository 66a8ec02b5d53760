import { expect, test } from "vitest";
import { splitByMentions, typedMention } from "./mention-text.ts";

const namedIn = (text: string, ...names: readonly string[]) =>
  splitByMentions(
    text,
    names.map((name) => ({ name })),
  ).flatMap(({ named }) => named.map(({ name }) => name));

test.each([
  ["@an", 0, "an"],
  ["hello @An", 6, "an"],
  ["你好@王", 2, "王"],
  ["你好＠王", 2, "王"],
  ["（@", 1, ""],
  ["@x.y-z", 0, "x.y-z"],
])("%j before the caret is the beginning of a mention", (before, from, typed) => {
  expect(typedMention(before)).toEqual({ from, typed });
});

test.each(["anna@example", "a1@b", "hello", "@anna lind", "e-mail_@x"])("%j before the caret is none", (before) => {
  expect(typedMention(before)).toBeUndefined();
});

test.each([
  ["@王芳芳 来一下", ["王芳", "王芳芳"], ["王芳芳"]],
  ["@王芳来一下", ["王芳", "王芳芳"], ["王芳"]],
  ["请＠王芳看看", ["王芳"], ["王芳"]],
  ["@bob and @Bo.", ["bo", "bob"], ["bob", "bo"]],
  ["@bobby", ["bo", "bob"], []],
  ["write to x@anna.com or @anna.com", ["anna"], []],
  ["ask @anna.", ["anna"], ["anna"]],
  ["@Anna Lind, please", ["Anna", "Anna Lind"], ["Anna Lind"]],
  ["@anna你好", ["anna"], ["anna"]],
  ["@Li and @li", ["Li", "li"], ["Li", "li", "Li", "li"]],
  ["@@bo", ["bo"], ["bo"]],
  ["@", ["", "bo"], []],
])("%j names of %j exactly %j", (text, people, named) => {
  expect(namedIn(text, ...people)).toEqual(named);
});

test("the parts are the text", () => {
  for (const text of ["", "@", "a @bo b", "@bo@bo", "x@bo @bo"])
    expect(
      splitByMentions(text, [{ name: "bo" }])
        .map((part) => part.text)
        .join(""),
    ).toBe(text);
});
