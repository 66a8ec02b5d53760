import { format, inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { Secret, wipe } from "./secret.ts";

const PASSPHRASE = "correct horse battery staple";
const secret = new Secret(PASSPHRASE);

describe("a secret prints as <secret>", () => {
  test.each([
    ["String()", String(secret)],
    ["a template literal", `${secret}`],
    ["concatenation", `${""}${secret}`],
    ["JSON", JSON.parse(JSON.stringify(secret))],
    ["util.inspect", inspect(secret, { depth: 9, showHidden: true, showProxy: true })],
    ["util.format %s", format("%s", secret)],
    ["util.format %o", format("%o", secret)],
  ])("through %s", (_way, printed) => {
    expect(printed).toBe("<secret>");
  });

  test("inside other values, in JSON and in util.inspect", () => {
    const record = { user: "alice", login: { secret, list: [secret] } };
    expect(JSON.stringify(record)).toBe('{"user":"alice","login":{"secret":"<secret>","list":["<secret>"]}}');
    expect(inspect(record, { depth: 9 })).not.toContain(PASSPHRASE);
  });

  test("with the text of an error it was made part of", () => {
    expect(inspect(new Error(`refused ${secret}`, { cause: secret }))).not.toContain(PASSPHRASE);
  });

  test("and has no property that carries the value", () => {
    expect(Object.entries(secret)).toEqual([]);
    expect(inspect(structuredClone({ ...secret }))).not.toContain(PASSPHRASE);
  });
});

test("only reveal gives the value", () => {
  expect(secret.reveal()).toBe(PASSPHRASE);
});

test("wiping overwrites every byte of every secret", () => {
  const one = Uint8Array.of(1, 2);
  const other = Uint8Array.of(3);
  wipe(one, other);
  expect([...one, ...other]).toEqual([0, 0, 0]);
});
