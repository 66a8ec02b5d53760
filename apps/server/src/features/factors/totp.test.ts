import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foldRecoveryCode, newRecoveryCodes } from "./recovery-codes.ts";
import { base32, hotp, newTotpSecret, totpStep } from "./totp.ts";

const RFC_SECRET = Buffer.from("12345678901234567890");

describe("one-time codes", () => {
  test("are those of RFC 4226, appendix D", () => {
    const codes = Array.from({ length: 10 }, (_, counter) => hotp(RFC_SECRET, counter));
    expect(codes).toEqual("755224 287082 359152 969429 338314 254676 287922 162583 399871 520489".split(" "));
  });

  test("are those of RFC 6238, appendix B, in their last six digits", () => {
    for (const [seconds, code] of [
      [59, "287082"],
      [1_111_111_109, "081804"],
      [1_111_111_111, "050471"],
      [1_234_567_890, "005924"],
      [2_000_000_000, "279037"],
      [20_000_000_000, "353130"],
    ] as const) {
      const step = Math.floor(seconds / 30);
      expect(totpStep(base32(RFC_SECRET), code, { nowMs: seconds * 1_000, lastStep: 0 })).toBe(step);
      expect(totpStep(base32(RFC_SECRET), code, { nowMs: seconds * 1_000, lastStep: step })).toBeUndefined();
    }
  });

  test("are nothing of another length", () => {
    for (const code of ["", "28708", "2870822", "28708２"])
      expect(totpStep(base32(RFC_SECRET), code, { nowMs: 59_000, lastStep: 0 })).toBeUndefined();
  });
});

test("base32 is that of RFC 4648 without padding", () => {
  const vectors = ["", "MY", "MZXQ", "MZXW6", "MZXW6YQ", "MZXW6YTB", "MZXW6YTBOI"];
  expect(vectors.map((_, length) => base32(Buffer.from("foobar".slice(0, length))))).toEqual(vectors);
});

test("secrets have 160 bits, recovery codes 80, and are found however they are typed", () => {
  expect(newTotpSecret()).toMatch(/^[A-Z2-7]{32}$/);
  for (const code of newRecoveryCodes()) {
    expect(code).toMatch(/^(?:[A-Z2-7]{4}-){3}[A-Z2-7]{4}$/);
    expect(foldRecoveryCode(` ${code.toLowerCase().replaceAll("-", " ")} `)).toBe(code.replaceAll("-", ""));
  }
  fc.assert(fc.property(fc.string(), (typed) => /^[A-Z2-7]*$/.test(foldRecoveryCode(typed))));
});
