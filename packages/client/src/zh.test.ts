/** Everything that a refusal shows to people can be said in Chinese. */
import { DETAILS_ZH, ERRORS } from "@warbler/protocol";
import { expect, test } from "vitest";
import { CLIENT_ERRORS, en, type WarblerErrorCode } from "./errors.ts";
import { zh, zhDetail } from "./zh.ts";

const HAN = /\p{Script=Han}/u;
const HOLES = /\{\}/g;
const patterns = Object.entries(DETAILS_ZH);
const filled = (pattern: string): string => {
  let hole = 0;
  return pattern.replaceAll(HOLES, () => `«${++hole}»`);
};

test("every code has a sentence in Chinese", () => {
  for (const code of Object.keys({ ...ERRORS, ...CLIENT_ERRORS }) as WarblerErrorCode[]) {
    expect(zh(code), code).toMatch(HAN);
    expect(en(code), code).not.toMatch(HAN);
  }
});

test("every detail is found by its English, whatever stands in it, and says the same values in Chinese", () => {
  for (const [pattern, chinese] of patterns) {
    expect(chinese, pattern).toMatch(HAN);
    expect(zhDetail(filled(pattern)), pattern).toBe(filled(chinese));
  }
  expect(zhDetail("nobody answers for root (a.b), tls$1: name somebody first")).toBe(
    "root (a.b), tls$1 尚无负责人，请先指定。",
  );
});

test("a detail for developers has no Chinese, nor has one that is much longer than any name", () => {
  expect(zhDetail("expected a moon")).toBeUndefined();
  expect(zhDetail("expected a month or so")).toBeUndefined();
  expect(zhDetail("")).toBeUndefined();
  expect(zhDetail(`${"x".repeat(201)}: too_big`)).toBeUndefined();
});
