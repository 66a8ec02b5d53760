import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assessPassword, PASSWORD_RULES } from "./assess.ts";
import { SYLLABLES } from "./pinyin.ts";

const context = ["alice", "Alice Example", "王小明", "Org", "warbler"];
const assess = (password: string, rules: keyof typeof PASSWORD_RULES = "alone") =>
  assessPassword(password, { rules: PASSWORD_RULES[rules], context });
const kindsOf = (password: string) => assess(password).parts.map(({ kind }) => kind);

describe("a password alone", () => {
  test("has at least 15 characters, counted as people count them", () => {
    expect(assess("kx8 wq2 mz5 vb").problem).toBe("too-short");
    expect(assess("kx8 wq2 mz5 vb7").problem).toBeUndefined();
    const emoji = [..."🌊🦜🎻🧭🪁🌵🔭🧩🛶🎈🦔🍋🏔🐙🪴"];
    expect(assess(emoji.slice(0, 14).join("")).problem).toBe("too-short");
    expect(assess(emoji.join("")).problem).toBeUndefined();
  });

  test("is good when it is a few words that nobody puts together", () => {
    for (const good of [
      "correct horse battery staple",
      "seven green birds at noon",
      "春眠不觉晓处处闻啼鸟夜来风雨声",
      "潮汐 石榴 铅笔 无花果 gravel",
    ])
      expect(assess(good).problem, good).toBeUndefined();
  });

  test("is refused where what it is made of is known", () => {
    for (const bad of [
      "passwordpassword",
      "P@ssw0rdP@ssw0rd1",
      "thisismypassword",
      "111111111111111111",
      "abcabcabcabcabcabc",
      "qwertyuiopasdfghjkl",
      "1qaz2wsx3edc4rfv5tgb",
      "alice warbler alice",
      "Alice-Example-Org-1",
      "王小明王小明19900101王小明",
      "wodemimashi123456",
      "tianxiadiyi88888888",
      "woaini5201314woaini",
      "zhangwei19900101",
      "zhangwei1990-01-01!",
      "13812345678lilei",
      "chuangqianmingyueguang",
      "110105194912310021",
      "20240101-20241231",
    ])
      expect(assess(bad).problem, bad).toBe("too-guessable");
  });

  test("says what each part of it is known as", () => {
    expect(kindsOf("wodemima19870923")).toEqual(["word", "date"]);
    expect(kindsOf("13812345678")).toEqual(["phone"]);
    expect(kindsOf("qwertyui")).toEqual(["run"]);
    expect(kindsOf("110105194912310021")).toEqual(["id-number"]);
    expect(kindsOf("chuangqianmingyueguang")).toEqual(["pinyin"]);
    expect(assess("王小明kx8wq2").parts).toEqual([
      { kind: "context", text: "王小明" },
      { kind: "free", text: "kx8wq2" },
    ]);
  });
});

describe("a password beside a second factor", () => {
  test("has at least 8 characters and may be easier, but not known", () => {
    expect(assess("kx8wq2m", "withFactor").problem).toBe("too-short");
    expect(assess("kx8wq2mz", "withFactor").problem).toBeUndefined();
    for (const bad of ["password1", "19900101", "woaini520", "qwerty12", "13812345678"])
      expect(assess(bad, "withFactor").problem, bad).toBe("too-guessable");
  });
});

test("nothing has more bits than its characters, and the parts are the text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 24 }), (password) => {
      const { bits, parts, chars } = assess(password);
      const text = parts.map((part) => part.text).join("");
      expect(bits).toBeLessThanOrEqual(chars * 8);
      expect(text).toBe(Array.from(password.normalize("NFKC")).slice(0, 64).join(""));
    }),
    { numRuns: 40 },
  );
});

test("the syllables are those of standard Mandarin", () => {
  expect(SYLLABLES.size).toBeGreaterThan(395);
  expect(SYLLABLES.size).toBeLessThan(415);
  for (const one of ["zhuang", "er", "lv", "xiong", "ng"]) expect(SYLLABLES.has(one), one).toBe(one !== "ng");
});
