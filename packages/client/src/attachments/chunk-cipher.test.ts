/** Chunks follow `docs/spec/attachments.md`: its vectors, and that no chunk passes for another. */
import { readFile } from "node:fs/promises";
import { type AttachmentId, idFromDigest } from "@warbler/protocol";
import { expect, test } from "vitest";
import * as z from "zod/mini";
import { chunkCipher, chunkCount, encryptedBytes, plainChunkBytes } from "./chunk-cipher.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, "hex"));
const id = idFromDigest<AttachmentId>(Uint8Array.from({ length: 16 }, (_, at) => at));
const key = Uint8Array.from({ length: 32 }, (_, at) => 0x80 + at);
const shape = { id, sizeBytes: 2_500, chunkBytes: 1_024 };
const plainOf = (chunk: number, size = plainChunkBytes(shape)) =>
  Uint8Array.from({ length: size }, (_, at) => (at * 7 + chunk) % 256);

const vectorFile = z.array(
  z.object({
    id: z.string(),
    key: z.string(),
    sizeBytes: z.int(),
    chunkBytes: z.int(),
    chunk: z.int(),
    plain: z.string(),
    encrypted: z.string(),
  }),
);

test("the vectors of the specification come out, both ways", async () => {
  const file = new URL("../../../../docs/spec/attachments.vectors.json", import.meta.url);
  const vectors = z.parse(vectorFile, JSON.parse(await readFile(file, "utf8")));
  expect(vectors.length).toBeGreaterThan(2);
  for (const { sizeBytes, chunkBytes, chunk, ...vector } of vectors) {
    const cipher = await chunkCipher(
      { id: idFromDigest<AttachmentId>(bytesOf(vector.id)), sizeBytes, chunkBytes },
      bytesOf(vector.key),
    );
    const plain = bytesOf(vector.plain);
    expect(hex(await cipher.encrypt(chunk, plain))).toBe(vector.encrypted);
    expect(await cipher.decrypt(chunk, bytesOf(vector.encrypted))).toEqual(plain);
  }
});

test("an empty file is one empty chunk, and sizes add up", () => {
  expect(chunkCount({ ...shape, sizeBytes: 0 })).toBe(1);
  expect(encryptedBytes({ ...shape, sizeBytes: 0 })).toBe(28);
  expect(chunkCount({ ...shape, sizeBytes: 996 })).toBe(1);
  expect(chunkCount({ ...shape, sizeBytes: 997 })).toBe(2);
  expect(encryptedBytes({ ...shape, sizeBytes: 997 })).toBe(997 + 56);
});

test("every flipped bit, every prefix and every longer chunk is refused", async () => {
  const small = { id, sizeBytes: 20, chunkBytes: 1_024 };
  const cipher = await chunkCipher(small, key);
  const encrypted = await cipher.encrypt(0, plainOf(0, 20));
  for (let bit = 0; bit < encrypted.length * 8; bit++) {
    const flipped = encrypted.slice();
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(await cipher.decrypt(0, flipped)).toBeUndefined();
  }
  for (let length = 0; length < encrypted.length; length++)
    expect(await cipher.decrypt(0, encrypted.subarray(0, length))).toBeUndefined();
  expect(await cipher.decrypt(0, Uint8Array.from([...encrypted, 0]))).toBeUndefined();
});

test("a chunk of another place, file, size or key is refused", async () => {
  const encrypted = await (await chunkCipher(shape, key)).encrypt(0, plainOf(0));
  expect(await (await chunkCipher(shape, key)).decrypt(0, encrypted)).toEqual(plainOf(0));
  const otherId = idFromDigest<AttachmentId>(new Uint8Array(16));
  for (const other of [
    { ...shape, id: otherId },
    { ...shape, sizeBytes: 2_501 },
    { ...shape, sizeBytes: 3_500 },
  ])
    expect(await (await chunkCipher(other, key)).decrypt(0, encrypted)).toBeUndefined();
  expect(await (await chunkCipher(shape, key)).decrypt(1, encrypted)).toBeUndefined();
  expect(
    await (
      await chunkCipher(
        shape,
        key.map((byte) => byte ^ 1),
      )
    ).decrypt(0, encrypted),
  ).toBeUndefined();
});

test("other content in the same place gets another nonce", async () => {
  const cipher = await chunkCipher(shape, key);
  const nonceOf = async (plain: Uint8Array<ArrayBuffer>) => hex((await cipher.encrypt(0, plain)).subarray(0, 12));
  expect(await nonceOf(plainOf(0))).toBe(await nonceOf(plainOf(0)));
  expect(await nonceOf(plainOf(0))).not.toBe(await nonceOf(plainOf(1)));
});
