import { expect, test } from "vitest";
import { FACT_WORDS, factWords } from "./fact-words.ts";
import { FACTS, factKindFromCode } from "./facts.ts";

test("every fact has a code of its own, by which an audit names it", () => {
  for (const [kind, { code }] of Object.entries(FACTS)) expect(factKindFromCode(code), kind).toBe(kind);
});

test("what a fact says is said of no other one, in neither language; of an unknown one nothing is", () => {
  for (const lang of ["en", "zh"] as const) {
    const said = Object.values(FACT_WORDS).map((words) => words[lang]);
    expect(said.filter((words, at) => words === "" || said.indexOf(words) !== at)).toEqual([]);
  }
  expect(factWords("session.ended")).toEqual({ en: "session ended", zh: "会话已结束" });
  for (const kind of ["session.begun", "toString", ""]) expect(factWords(kind)).toBeUndefined();
});
