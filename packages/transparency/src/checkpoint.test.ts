import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatCheckpoint, openCheckpoint, parseCheckpoint } from "./checkpoint.ts";
import { cosign, verifyCosignature } from "./cosignature.ts";
import { ED25519_COSIGNATURE, signNote } from "./note.ts";
import { entriesUpTo, logSigner, memoryLog, signedCheckpoint } from "./testing/memory-log.ts";
import { testSigner } from "./testing/signers.ts";
import { verifyEd25519ByWebCrypto as verify } from "./web-crypto.ts";

const witness = testSigner("witness.example/w1", 3, ED25519_COSIGNATURE);
const root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

describe("a checkpoint", () => {
  test("reads back as it was written", () => {
    const line = fc.stringMatching(/^[ -~]{1,40}$/);
    const checkpoint = fc.record({
      origin: line,
      size: fc.maxSafeNat(),
      root: fc.uint8Array({ minLength: 32, maxLength: 32 }),
      extensions: fc.array(line),
    });
    fc.assert(
      fc.property(checkpoint, (value) => {
        expect(parseCheckpoint(formatCheckpoint(value))).toEqual({ ok: true, value });
      }),
    );
  });

  test.each([
    ["no root", "log.example\n5\n"],
    ["no last newline", `log.example\n5\n${root}`],
    ["an empty origin", `\n5\n${root}\n`],
    ["a leading zero", `log.example\n05\n${root}\n`],
    ["a sign", `log.example\n+5\n${root}\n`],
    ["a size beyond exact numbers", `log.example\n9007199254740992\n${root}\n`],
    ["a short root", "log.example\n5\nCsUYapGGPo4d\n"],
    ["an empty extension", `log.example\n5\n${root}\n\n`],
  ])("with %s is malformed", (_, text) => {
    expect(parseCheckpoint(text)).toEqual({ ok: false, refusal: "malformed checkpoint" });
  });

  test("of another log is refused, even if this log's key signed it", async () => {
    const note = await signNote(`other.example\n5\n${root}\n`, logSigner.key, logSigner.sign);
    expect(await openCheckpoint(note, logSigner.key, verify)).toEqual({ ok: false, refusal: "wrong origin" });
  });
});

describe("a cosignature", () => {
  test("says when the witness saw the checkpoint, and leaves the log's signature as it is", async () => {
    const note = await signedCheckpoint(memoryLog(entriesUpTo(7)).log);
    const cosigned = await cosign(note, 1_679_315_147, witness);
    if (!cosigned.ok) throw new Error(cosigned.refusal);
    expect(await verifyCosignature(cosigned.value, witness.key, verify)).toEqual({
      ok: true,
      value: { timestampS: 1_679_315_147 },
    });
    expect((await openCheckpoint(cosigned.value, logSigner.key, verify)).ok).toBe(true);
  });

  test("is refused with any bit changed, and absent where nobody cosigned", async () => {
    const note = await signedCheckpoint(memoryLog(entriesUpTo(7)).log);
    const cosigned = await cosign(note, 1_679_315_147, witness);
    if (!cosigned.ok) throw new Error(cosigned.refusal);
    expect(await verifyCosignature(note, witness.key, verify)).toEqual({ ok: false, refusal: "unknown signer" });
    const start = cosigned.value.lastIndexOf(" ") + 1;
    for (let at = start; at < cosigned.value.length - 1; at++) {
      const changed = `${cosigned.value.slice(0, at)}${cosigned.value[at] === "B" ? "C" : "B"}${cosigned.value.slice(at + 1)}`;
      expect((await verifyCosignature(changed, witness.key, verify)).ok, `character ${at}`).toBe(false);
    }
  });

  test("cannot stand in for the log's own signature", async () => {
    const note = await signedCheckpoint(memoryLog(entriesUpTo(7)).log);
    const cosigned = await cosign(note, 5, witness);
    if (!cosigned.ok) throw new Error(cosigned.refusal);
    expect(await openCheckpoint(cosigned.value, witness.key, verify)).toEqual({ ok: false, refusal: "unknown signer" });
  });
});
