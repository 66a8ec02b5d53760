import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { flipped, newAccount, random } from "../testing/people.ts";
import { decodeRecoveryBundle, encodeRecoveryBundle, RECOVERY_BUNDLE_BYTES } from "./recovery-bundle.ts";
import { RECOVERY_SECRET_BYTES, recoveryCodeFromSecret, secretFromRecoveryCode } from "./recovery-code.ts";
import {
  RECOVERY_WRAP_BYTES,
  recoveryKeyOf,
  recoveryPrfSalt,
  unwrapRecoveryBundle,
  wrapRecoveryBundle,
} from "./recovery-wrap.ts";

const account = newAccount();
const bundle = { account, rootSeed: random(32), recoveryPrivate: random(32) };
const secrets = fc.uint8Array({ minLength: RECOVERY_SECRET_BYTES, maxLength: RECOVERY_SECRET_BYTES });

describe("a recovery code", () => {
  test("is eight groups of four symbols and a check symbol, and reads back", () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        const code = recoveryCodeFromSecret(secret);
        expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){8}[0-9A-HJKMNP-TV-Z*~$=U]$/);
        expect(secretFromRecoveryCode(code)).toEqual({ ok: true, secret: new Uint8Array(secret) });
      }),
    );
  });

  test("reads as people type it", () => {
    const code = recoveryCodeFromSecret(new Uint8Array(RECOVERY_SECRET_BYTES).fill(1));
    const typed = code.toLowerCase().replaceAll("-", "  ").replaceAll("0", "o").replaceAll("1", "l");
    expect(secretFromRecoveryCode(typed)).toEqual(secretFromRecoveryCode(code));
    expect(secretFromRecoveryCode(` ${code.replaceAll("-", "–")}\n`)).toMatchObject({ ok: true });
  });

  test("with one wrong symbol, or two neighbours exchanged, is mistyped", () => {
    fc.assert(
      fc.property(secrets, fc.nat(31), fc.constantFrom(..."0123456789ABCDEFGHJKMNPQRSTVWXYZ"), (secret, at, symbol) => {
        const symbols = recoveryCodeFromSecret(secret).replaceAll("-", "");
        const wrong = symbols.slice(0, at) + symbol + symbols.slice(at + 1);
        if (wrong !== symbols) expect(secretFromRecoveryCode(wrong)).toEqual({ ok: false, refusal: "mistyped" });
        const exchanged = symbols.slice(0, at) + (symbols[at + 1] ?? "") + (symbols[at] ?? "") + symbols.slice(at + 2);
        if (exchanged !== symbols) expect(secretFromRecoveryCode(exchanged)).toMatchObject({ ok: false });
      }),
    );
  });

  test("with a symbol too few or too many, or one that no code has, is incomplete", () => {
    const code = recoveryCodeFromSecret(random(20));
    for (const text of ["", code.slice(0, -1), `${code}0`, code.replace(/^./, "U"), code.replace(/^./, "é")])
      expect(secretFromRecoveryCode(text)).toEqual({ ok: false, refusal: "incomplete" });
  });
});

describe("a wrap", () => {
  const code = recoveryKeyOf(account, { means: "code", secret: random(20) });

  test("opens with the secret it was made with", async () => {
    const wrap = await wrapRecoveryBundle(code, { bundle, nonce: random(12) });
    expect(wrap.length).toBe(RECOVERY_WRAP_BYTES);
    expect(await unwrapRecoveryBundle(code, wrap)).toEqual(bundle);
  });

  test("opens with no other secret, means or account", async () => {
    const secret = random(32);
    const passkey = recoveryKeyOf(account, { means: "passkey", secret });
    const wrap = await wrapRecoveryBundle(passkey, { bundle, nonce: random(12) });
    expect(await unwrapRecoveryBundle(passkey, wrap)).toEqual(bundle);
    expect(await unwrapRecoveryBundle(recoveryKeyOf(account, { means: "code", secret }), wrap)).toBeUndefined();
    expect(await unwrapRecoveryBundle(recoveryKeyOf(newAccount(), { means: "passkey", secret }), wrap)).toBeUndefined();
    expect(await unwrapRecoveryBundle(code, wrap)).toBeUndefined();
  });

  test("is refused with any of its bits flipped, cut off, or of another account's bundle", async () => {
    const wrap = await wrapRecoveryBundle(code, { bundle, nonce: random(12) });
    for (let bit = 0; bit < wrap.length * 8; bit++)
      expect(await unwrapRecoveryBundle(code, flipped(wrap, bit))).toBeUndefined();
    for (let length = 0; length < wrap.length; length++)
      expect(await unwrapRecoveryBundle(code, wrap.subarray(0, length))).toBeUndefined();
    const foreign = { ...bundle, account: newAccount() };
    expect(
      await unwrapRecoveryBundle(code, await wrapRecoveryBundle(code, { bundle: foreign, nonce: random(12) })),
    ).toBeUndefined();
  });

  test("is recognised by its check id, which each secret, means and account has of its own", () => {
    const secret = random(32);
    const ids = [
      recoveryKeyOf(account, { means: "code", secret }),
      recoveryKeyOf(account, { means: "passkey", secret }),
      recoveryKeyOf(newAccount(), { means: "code", secret }),
      recoveryKeyOf(account, { means: "code", secret: random(32) }),
    ].map(({ checkId }) => Buffer.from(checkId).toString("hex"));
    expect(new Set(ids).size).toBe(ids.length);
    expect(recoveryKeyOf(account, { means: "code", secret }).checkId).toEqual(
      recoveryKeyOf(account, { means: "code", secret }).checkId,
    );
  });
});

test("a bundle decodes to what was encoded, and nothing else decodes", () => {
  const bytes = encodeRecoveryBundle(bundle);
  expect(bytes.length).toBe(RECOVERY_BUNDLE_BYTES);
  expect(decodeRecoveryBundle(bytes)).toEqual(bundle);
  for (let length = 0; length < bytes.length; length++)
    expect(decodeRecoveryBundle(bytes.subarray(0, length))).toBeUndefined();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (any) => {
      expect(decodeRecoveryBundle(any)).toBeUndefined();
    }),
  );
});

test("each account has its own input for a passkey's PRF", () => {
  expect(recoveryPrfSalt(account)).toHaveLength(32);
  expect(recoveryPrfSalt(account)).not.toEqual(recoveryPrfSalt(newAccount()));
});
