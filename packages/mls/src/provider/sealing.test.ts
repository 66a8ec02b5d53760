import { expect, test } from "vitest";
import { referenceHpke } from "../../../crypto/src/testing/reference-hpke.ts";
import { nodeProvider } from "./node.ts";
import { hpkeOf } from "./sealing.ts";
import { webProvider } from "./web.ts";

const info = new TextEncoder().encode("what for");
const plaintext = crypto.getRandomValues(new Uint8Array(100));
const kinds = async () => [hpkeOf(nodeProvider(1)), hpkeOf(await webProvider(1)), referenceHpke()];

test("what one implementation of HPKE seals, each other opens", async () => {
  for (const from of await kinds())
    for (const to of await kinds()) {
      const { publicKey, privateKey } = await to.generateKeyPair();
      const sealed = await from.seal({ publicKey, info }, plaintext);
      expect(await to.open({ privateKey, info }, sealed)).toEqual(plaintext);
      expect(await from.publicKeyOf(privateKey)).toEqual(publicKey);
    }
});

test("what was changed, cut off, or sealed for another use or key opens nowhere", async () => {
  for (const hpke of await kinds()) {
    const { publicKey, privateKey } = await hpke.generateKeyPair();
    const sealed = await hpke.seal({ publicKey, info }, plaintext);
    for (let at = 0; at < sealed.length; at += 3) {
      expect(await hpke.open({ privateKey, info }, sealed.with(at, (sealed[at] ?? 0) ^ 1))).toBeUndefined();
      expect(await hpke.open({ privateKey, info }, sealed.subarray(0, at))).toBeUndefined();
    }
    const other = await hpke.generateKeyPair();
    expect(await hpke.open({ privateKey: other.privateKey, info }, sealed)).toBeUndefined();
    expect(await hpke.open({ privateKey, info: plaintext }, sealed)).toBeUndefined();
  }
});
