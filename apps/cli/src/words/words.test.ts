import { describe, expect, test } from "vitest";
import { calledIn } from "./as-typed.ts";
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
  const en = new Map(texts(wordsIn("en")));
  const same = [...zh].filter(([path, text]) => text === en.get(path) && /[a-z]{4}/.test(text));
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

describe("a command in an advice begins as the person's own did", () => {
  const spokenTo = (home: string | undefined, env: Record<string, string> = {}) =>
    wordsIn("en", calledIn({ home }, env)).errors.noRoomHelp;

  test("by name, by npx, and with the profile that was given", () => {
    expect(spokenTo(undefined)).toBe("`warbler room list` shows your rooms.");
    expect(spokenTo(undefined, { npm_lifecycle_event: "npx" })).toBe("`npx warbler room list` shows your rooms.");
    expect(spokenTo("../anna", { npm_lifecycle_event: "npx" })).toContain("`npx warbler --home ../anna room list`");
    expect(spokenTo("Anna's profile")).toContain("--home 'Anna'\\''s profile' room list`");
  });

  test("also around values, and without the profile where another device is meant", () => {
    const { devices, recovery, erase, doctor } = wordsIn("zh", calledIn({ home: "../anna" }, {})).commands;
    expect(erase.waiting("7", "noon")).toContain("：warbler --home ../anna erase withdraw 7");
    expect(devices.requestCode("warbler:device:1:x")).toBe("或在那里粘贴：warbler devices approve warbler:device:1:x");
    expect(doctor.nodeHelp).toContain("`npx warbler`");
    expect(erase.head.map((name) => name.length)).toEqual([2, 2, 2, 2, 2, 2]);
    expect(Object.keys(recovery)).toEqual(Object.keys(wordsIn("zh").commands.recovery));
  });
});
