import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { portableHasher } from "./hashing.ts";
import {
  ED25519_COSIGNATURE,
  formatNote,
  formatVerifierKey,
  openNote,
  parseNote,
  parseVerifierKey,
  signNote,
  verifierKeyOf,
} from "./note.ts";
import { testSigner } from "./testing/signers.ts";
import { verifyEd25519ByWebCrypto as verify } from "./web-crypto.ts";

const alice = testSigner("alice.example", 1);
const mallory = testSigner("alice.example", 2);
const text = "è subito sera\n\nsecond paragraph\n";

describe("a signed note", () => {
  test("opens with the key that signed it", async () => {
    const opened = await openNote(await signNote(text, alice.key, alice.sign), alice.key, verify);
    expect(opened).toMatchObject({ ok: true, value: { text } });
  });

  test("of another key by the same name is not believed", async () => {
    const note = await signNote(text, mallory.key, mallory.sign);
    expect(await openNote(note, alice.key, verify)).toEqual({ ok: false, refusal: "unknown signer" });
  });

  test("is refused when a known key's signature is wrong, even beside a right one", async () => {
    const note = await signNote(text, alice.key, alice.sign);
    const forged = await signNote(text, alice.key, mallory.sign);
    const signatures = forged.slice(forged.lastIndexOf("\n\n") + 2);
    expect(await openNote(forged, alice.key, verify)).toEqual({ ok: false, refusal: "bad signature" });
    expect(await openNote(note + signatures, alice.key, verify)).toEqual({ ok: false, refusal: "bad signature" });
  });

  test("opens beside signatures of strangers", async () => {
    const note = await signNote(text, alice.key, alice.sign);
    const strangers = await signNote(text, mallory.key, mallory.sign);
    const both = note + strangers.slice(strangers.lastIndexOf("\n\n") + 2);
    expect((await openNote(both, alice.key, verify)).ok).toBe(true);
  });

  test("is refused with any character changed", async () => {
    const note = await signNote(text, alice.key, alice.sign);
    for (let at = 0; at < note.length; at++) {
      const changed = `${note.slice(0, at)}${note[at] === "x" ? "y" : "x"}${note.slice(at + 1)}`;
      expect((await openNote(changed, alice.key, verify)).ok, `character ${at}`).toBe(false);
    }
  });

  test("is refused at every prefix", async () => {
    const note = await signNote(text, alice.key, alice.sign);
    for (let length = 0; length < note.length; length++)
      expect((await openNote(note.slice(0, length), alice.key, verify)).ok, `prefix ${length}`).toBe(false);
  });

  test("keeps whatever text and signatures it was made of", () => {
    const line = fc.string({ unit: "grapheme" }).filter((value) => !/[\0-\x1f]/.test(value) && value.isWellFormed());
    const signature = fc.record({
      name: fc.stringMatching(/^[a-z./]{1,20}$/),
      keyId: fc.integer({ min: 0, max: 0xffff_ffff }),
      signature: fc.uint8Array({ minLength: 1, maxLength: 100 }),
    });
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1 }),
        fc.array(signature, { minLength: 1, maxLength: 16 }),
        (lines, signatures) => {
          const note = { text: `${lines.join("\n")}\n`, signatures };
          expect(parseNote(formatNote(note))).toEqual({ ok: true, value: note });
        },
      ),
    );
  });

  test.each([
    ["no signature", "text\n\n"],
    ["no blank line", "text\n— a AAAAAAA=\n"],
    ["a hyphen for the dash", "text\n\n- a AAAAAAA=\n"],
    ["no last newline", "text\n\n— a AAAAAAA="],
    ["a space too many", "text\n\n—  a AAAAAAA=\n"],
    ["a plus in the name", "text\n\n— a+b AAAAAAA=\n"],
    ["base64 without its padding", "text\n\n— a AAAAAAA\n"],
    ["base64 with stray bits", "text\n\n— a AAAAAAB=\n"],
    ["a signature of no bytes", "text\n\n— a AAAAAA==\n"],
    ["a carriage return", "text\r\n\n— a AAAAAAA=\n"],
    ["half a surrogate pair", "te\ud800xt\n\n— a AAAAAAA=\n"],
    ["101 signatures", `text\n\n${"— a AAAAAAA=\n".repeat(101)}`],
    ["a million characters", `${"x".repeat(1_000_000)}\n\n— a AAAAAAA=\n`],
  ])("with %s is malformed", (_, note) => {
    expect(parseNote(note)).toEqual({ ok: false, refusal: "malformed note" });
  });

  test("takes no public key of the wrong kind for a valid signature", async () => {
    const check = { publicKey: new Uint8Array(31), message: new Uint8Array(), signature: new Uint8Array(64) };
    expect(await verify(check)).toBe(false);
    expect(await verify({ ...check, publicKey: alice.key.publicKey, signature: new Uint8Array(3) })).toBe(false);
  });
});

describe("a verifier key", () => {
  test("reads back as it was written", () => {
    for (const key of [alice.key, testSigner("witness.example/1", 3, ED25519_COSIGNATURE).key])
      expect(parseVerifierKey(formatVerifierKey(key))).toEqual({ ok: true, value: key });
  });

  test("of the Go checksum database is the one that Go prints", () => {
    const text = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
    const key = parseVerifierKey(text, portableHasher);
    expect(key).toMatchObject({ ok: true, value: { name: "sum.golang.org", keyId: 0x033de0ae, type: 1 } });
  });

  test("is refused with any character changed, and at every prefix", () => {
    const text = formatVerifierKey(alice.key);
    for (let at = 0; at < text.length; at++) {
      const changed = `${text.slice(0, at)}${text[at] === "b" ? "c" : "b"}${text.slice(at + 1)}`;
      expect(parseVerifierKey(changed).ok, `character ${at}`).toBe(false);
      expect(parseVerifierKey(text.slice(0, at)).ok, `prefix ${at}`).toBe(false);
    }
  });

  test("has no name with spaces or plus signs", () => {
    for (const name of ["", "a b", "a+b", "a\u00a0b", "a\nb"])
      expect(() => verifierKeyOf({ name, publicKey: alice.key.publicKey })).toThrow(RangeError);
  });
});
