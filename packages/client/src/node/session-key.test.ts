import { expect, test } from "vitest";
import { newSessionKey } from "../session/dpop.ts";
import { revealSessionKey, sessionKeyFromStored } from "./session-key.ts";

const SIGNATURE = { name: "ECDSA", hash: "SHA-256" };
const TEXT = new TextEncoder().encode("text");

test("a key that was kept as text signs as the same key", async () => {
  const made = await newSessionKey("storable");
  const kept: unknown = JSON.parse(JSON.stringify(await revealSessionKey(made)));
  const again = await sessionKeyFromStored(kept);
  if (again === undefined) throw new Error("expected a key");
  const signature = await crypto.subtle.sign(SIGNATURE, again.privateKey, TEXT);
  expect(await crypto.subtle.verify(SIGNATURE, made.publicKey, signature, TEXT)).toBe(true);
});

test("a key that was not made to be stored cannot be read out", async () => {
  await expect(revealSessionKey(await newSessionKey())).rejects.toThrow();
});

test("what is no such key is none", async () => {
  const { d, ...shown } = await revealSessionKey(await newSessionKey("storable"));
  for (const value of [undefined, "", {}, shown, { ...shown, d: "" }, { ...shown, d, crv: "P-384" }])
    expect(await sessionKeyFromStored(value)).toBeUndefined();
});
