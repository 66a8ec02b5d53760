import { idFromDigest, type MessageId } from "@warbler/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeLogHead, encodeLogHead, LOG_HEAD_BYTES } from "../identity/log-head.ts";
import { random } from "../testing/people.ts";
import { decodeMessageKey, encodeMessageKey, MESSAGE_KEY_BYTES } from "./message-key.ts";

test("a message key decodes to what was encoded, and has one length", () => {
  const key = { contentKey: random(32), contentHash: random(32), message: idFromDigest<MessageId>(random(16)) };
  expect(encodeMessageKey(key).length).toBe(MESSAGE_KEY_BYTES);
  expect(decodeMessageKey(encodeMessageKey(key))).toEqual(key);
});

test("a message key of another version or length is refused", () => {
  const bytes = encodeMessageKey({
    contentKey: random(32),
    contentHash: random(32),
    message: idFromDigest<MessageId>(random(16)),
  });
  expect(decodeMessageKey(bytes.with(0, 2))).toBeUndefined();
  for (let length = 0; length < bytes.length; length++)
    expect(decodeMessageKey(bytes.subarray(0, length))).toBeUndefined();
  expect(() =>
    encodeMessageKey({ contentKey: random(31), contentHash: random(32), message: idFromDigest(random(16)) }),
  ).toThrow();
});

test("a log head decodes to what was encoded, and nothing of another length or size does", () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.uint8Array({ minLength: 32, maxLength: 32 }), (size, bytes) => {
      const root = new Uint8Array(bytes);
      expect(decodeLogHead(encodeLogHead({ size, root }))).toEqual({ size, root });
    }),
  );
  const bytes = encodeLogHead({ size: 5, root: random(32) });
  for (let length = 0; length < LOG_HEAD_BYTES; length++)
    expect(decodeLogHead(bytes.subarray(0, length))).toBeUndefined();
  expect(decodeLogHead(bytes.with(0, 0xff))).toBeUndefined();
});

test("any bytes decode to what is encoded as these bytes, or to nothing", () => {
  const near = fc.integer({ min: -2, max: 2 });
  const hostile = (length: number) =>
    fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      near.chain((by) => fc.uint8Array({ minLength: length + by, maxLength: length + by })),
    );
  fc.assert(
    fc.property(hostile(MESSAGE_KEY_BYTES), (bytes) => {
      const key = decodeMessageKey(bytes);
      if (key !== undefined) expect(encodeMessageKey(key)).toEqual(new Uint8Array(bytes));
    }),
  );
  fc.assert(
    fc.property(hostile(LOG_HEAD_BYTES), (bytes) => {
      const head = decodeLogHead(bytes);
      if (head !== undefined) expect(encodeLogHead(head)).toEqual(new Uint8Array(bytes));
    }),
  );
});
