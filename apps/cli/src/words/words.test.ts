import { expect, test } from "vitest";
import { languageFromEnv, wordsIn } from "./index.ts";

/** Every text, functions called with stand-ins for their values. */
function texts(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [[path, String(value("«1»", "«2»", "«3»", "«4»"))]];
  return Object.entries(value ?? {}).flatMap(([key, inner]) => texts(inner, `${path}.${key}`));
}

test("every text is there in both languages, and Chinese ones are Chinese", () => {
  const zh = new Map(texts(wordsIn("zh")));
  for (const [path, text] of texts(wordsIn("en"))) {
    expect(text, path).not.toMatch(/\p{Script=Han}/u);
    expect(zh.has(path), path).toBe(true);
  }
  const same = [...zh].filter(
    ([path, text]) => text === new Map(texts(wordsIn("en"))).get(path) && /[a-z]{4}/.test(text),
  );
  expect(same.map(([path]) => path)).toEqual([]);
});

test("both languages use the same values", () => {
  const zh = new Map(texts(wordsIn("zh")));
  const slots = (text: string | undefined) => [...new Set(text?.match(/«\d»/g) ?? [])].toSorted();
  for (const [path, text] of texts(wordsIn("en"))) expect(slots(zh.get(path)), path).toEqual(slots(text));
});

test("the language follows the environment in POSIX's order", () => {
  expect(languageFromEnv({ LANG: "zh_CN.UTF-8" })).toBe("zh");
  expect(languageFromEnv({ LANG: "zh_CN.UTF-8", LC_ALL: "en_US.UTF-8" })).toBe("en");
  expect(languageFromEnv({ LANG: "de_DE.UTF-8" })).toBe("en");
  expect(languageFromEnv({ WARBLER_LANG: "zh", LC_ALL: "C" })).toBe("zh");
});
