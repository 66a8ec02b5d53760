import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { canonicalFact, canonicalRecord, recordHashOf } from "./canonical.ts";

const header = {
  room: "r",
  seq: 7,
  message: "m",
  author: "a",
  device: "",
  kind: 1,
  atMs: 1_700_000_000_123,
  imported: false,
};

test("the canonical bytes of a record and of a fact do not change", () => {
  const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
  expect(hash(canonicalRecord(header, new TextEncoder().encode("你好")))).toMatchInlineSnapshot(
    `"7cd994c238a3a339eadcf0cf565fd5b1cc5e8bd1d91ff8044dab51dc7badf18e"`,
  );
  expect(hash(canonicalFact("room.created", 5, "a", { z: 1, a: "x" }))).toMatchInlineSnapshot(
    `"359270ca0594c06efb87e2861849dda37258d9e6e951d1f0a090fd06be137557"`,
  );
});

test("each part of a record changes its bytes", () => {
  const content = new Uint8Array([1]);
  const base = Buffer.from(canonicalRecord(header, content)).toString("hex");
  const others = [
    { room: "s" },
    { seq: 8 },
    { message: "n" },
    { author: "b" },
    { device: "d" },
    { kind: 2 },
    { atMs: 1 },
    { imported: true },
  ];
  for (const change of others)
    expect(Buffer.from(canonicalRecord({ ...header, ...change }, content)).toString("hex")).not.toBe(base);
  expect(Buffer.from(canonicalRecord(header, new Uint8Array([2]))).toString("hex")).not.toBe(base);
});

test("a record's hash is that of its canonical bytes, also of a large one and right after another", () => {
  const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());
  for (const size of [0, 300, 3, 3_990, 4_096, 70_000, 1]) {
    const content = new Uint8Array(size).fill(7);
    expect(recordHashOf(header, content, sha256)).toEqual(sha256(canonicalRecord(header, content)));
  }
});

test("an identifier that is no ASCII has no canonical bytes", () => {
  for (const text of ["é", "房间"])
    expect(() => canonicalRecord({ ...header, room: text }, new Uint8Array())).toThrow(RangeError);
});

test("the order in which a detail was written does not change a fact", () => {
  expect(canonicalFact("room.created", 5, "a", { z: 1, a: "x" })).toEqual(
    canonicalFact("room.created", 5, "a", { a: "x", z: 1 }),
  );
});
