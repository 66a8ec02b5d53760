/** What a failed command says, in the language that was asked for. */
import { DETAILS_ZH, ERRORS, isErrorCode } from "@warbler/protocol";
import { CLIENT_ERRORS, WarblerError, type WarblerErrorCode } from "@warbler/sdk";
import { expect, test } from "vitest";
import { failureReport } from "./failure-report.ts";
import { type Language, wordsIn } from "./words/index.ts";

const codes = Object.keys({ ...ERRORS, ...CLIENT_ERRORS }) as WarblerErrorCode[];
const details = ["for developers", ...Object.keys(DETAILS_ZH).map((pattern) => pattern.replaceAll("{}", "7"))];

const reported = (code: WarblerErrorCode, detail: string, language: Language) => {
  const { message, help } = failureReport(new WarblerError(code, undefined, { detail }), wordsIn(language), language);
  return help === undefined ? [message] : [message, help];
};

test("who reads Chinese reads no sentence in English, whatever was refused and why", () => {
  for (const code of codes)
    for (const detail of details)
      for (const line of reported(code, detail, "zh")) expect(line, `${code}: ${detail}`).toMatch(/\p{Script=Han}/u);
});

test("who reads English reads none in Chinese", () => {
  for (const code of codes)
    for (const detail of details)
      for (const line of reported(code, detail, "en"))
        expect(line, `${code}: ${detail}`).not.toMatch(/\p{Script=Han}/u);
});

test("what is wrong with a value is said once, in either language", () => {
  const field = "reason: too_small";
  expect(reported("bad-request", field, "en")).toEqual([ERRORS["bad-request"].en, field]);
  expect(reported("bad-request", field, "zh")).toEqual(["请求格式不正确。", "reason：过短、过小或过少。"]);
  // The socket repeats the sentence where there is no more to say.
  for (const code of codes.filter(isErrorCode))
    for (const language of ["en", "zh"] as const) {
      const lines = reported(code, ERRORS[code].en, language);
      expect(new Set(lines).size, code).toBe(lines.length);
    }
  expect(reported("bad-request", ERRORS["bad-request"].en, "en")).toEqual([ERRORS["bad-request"].en]);
});
