import * as node from "node:crypto";
import { expect, test } from "vitest";
import { nodeSignatures } from "./node-signatures.ts";
import { nodeSymmetric } from "./node-symmetric.ts";
import { webSignatures } from "./web-signatures.ts";
import { webSymmetric } from "./web-symmetric.ts";

const IMPLEMENTATIONS = {
  node: { ...nodeSymmetric(node), ...nodeSignatures(node) },
  web: { ...webSymmetric, ...webSignatures },
};
const random = (count: number) => crypto.getRandomValues(new Uint8Array(count));
const PAIRS = Object.entries(IMPLEMENTATIONS).flatMap(([by, made]) =>
  Object.entries(IMPLEMENTATIONS).map(([to, read]) => ({ by, to, made, read })),
);

test.for(PAIRS)("$to opens what $by sealed, and nothing else", async ({ made, read }) => {
  for (const size of [0, 1, 16, 1_000]) {
    const input = { key: random(32), nonce: random(12), boundTo: random(5) };
    const plaintext = random(size);
    const sealed = await made.seal(input, plaintext);
    expect(sealed).toHaveLength(size + 16);
    expect(await read.open(input, sealed)).toEqual(plaintext);
    for (const other of [{ key: random(32) }, { nonce: random(12) }, { boundTo: random(6) }])
      expect(await read.open({ ...input, ...other }, sealed)).toBeUndefined();
    for (let length = 0; length < Math.min(sealed.length, 40); length++)
      expect(await read.open(input, sealed.slice(0, length))).toBeUndefined();
    sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1;
    expect(await read.open(input, sealed)).toBeUndefined();
  }
});

test.for(PAIRS)("$to verifies what $by signed, whether or not the key may leave", async ({ made, read }) => {
  for (const isExtractable of [true, false]) {
    const pair = await crypto.subtle.generateKey("Ed25519", isExtractable, ["sign", "verify"]);
    const verifyingKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    const message = random(100);
    const signature = await made.sign(pair.privateKey, message);
    expect(signature).toHaveLength(64);
    expect(await read.verify(verifyingKey, message, signature)).toBe(true);
    expect(await read.verify(verifyingKey, random(100), signature)).toBe(false);
    expect(await read.verify(verifyingKey, message, signature.slice(1))).toBe(false);
    expect(await read.verify(random(31), message, signature)).toBe(false);
  }
});

test("both hash and derive alike", () => {
  for (const size of [0, 1, 64, 1_000]) {
    const [hashed, derived] = [random(size), { secret: random(size), salt: random(5), info: random(size) }];
    expect(nodeSymmetric(node).hash(hashed)).toEqual(webSymmetric.hash(hashed));
    for (const sizeBytes of [1, 32, 76])
      expect(nodeSymmetric(node).derive({ ...derived, sizeBytes })).toEqual(
        webSymmetric.derive({ ...derived, sizeBytes }),
      );
  }
});

test("what comes out of Node lies in memory of its own", async () => {
  const [one, other] = [random(4), random(4)].map((bytes) => nodeSymmetric(node).hash(bytes));
  expect(one?.buffer.byteLength).toBe(32);
  expect(one?.buffer).not.toBe(other?.buffer);
});
