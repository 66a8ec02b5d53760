import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { memoryArchive, refusalOf } from "../testing/memory-archive.ts";
import { elementsOf, linesOf } from "./records-of.ts";

type Read = typeof elementsOf;

async function valuesOf(
  read: Read,
  content: string | Uint8Array,
  options: { chunkBytes?: number; maxRecordBytes?: number } = {},
) {
  const archive = memoryArchive({ a: content }, options.chunkBytes);
  const records: { value: unknown; line: number }[] = [];
  for await (const batch of read({ archive, entryName: "a", maxRecordBytes: options.maxRecordBytes ?? 1000 })) {
    for (const record of batch) records.push({ value: record.parse(), line: record.line });
  }
  return records;
}

const values = async (...args: Parameters<typeof valuesOf>) => (await valuesOf(...args)).map(({ value }) => value);

test("any list is read back, however its bytes are cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue()),
      fc.nat(3),
      fc.integer({ min: 1, max: 40 }),
      async (list, indent, chunkBytes) => {
        const text = JSON.stringify(list, null, indent);
        expect(await values(elementsOf, text, { chunkBytes, maxRecordBytes: 1e6 })).toEqual(JSON.parse(text));
      },
    ),
  );
});

test("any lines are read back, however their bytes are cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue()),
      fc.integer({ min: 1, max: 40 }),
      fc.boolean(),
      async (list, chunkBytes, hasEnd) => {
        const text = list.map((value) => JSON.stringify(value)).join("\r\n\n") + (hasEnd ? "\n" : "");
        expect(await values(linesOf, text, { chunkBytes, maxRecordBytes: 1e6 })).toEqual(
          JSON.parse(JSON.stringify(list)),
        );
      },
    ),
  );
});

test("records know their lines", async () => {
  expect((await valuesOf(elementsOf, '[\n1,\n\n{"a":\n2},3]')).map(({ line }) => line)).toEqual([2, 4, 5]);
  expect((await valuesOf(linesOf, "1\n\n2\n3")).map(({ line }) => line)).toEqual([1, 3, 4]);
});

test("an empty list has no records", async () => {
  for (const text of ["[]", " [ \n ] \n"]) expect(await values(elementsOf, text)).toEqual([]);
});

describe("bad lists are refused with their line", () => {
  const bad: readonly (readonly [string, number])[] = [
    ["", 1],
    ["{}", 1],
    ["[1,\n2", 2],
    ["[1,\n]", 2],
    ["[,1]", 1],
    ["[1]\n[2]", 2],
    ['[\n{"a" 1}]', 2],
    ['["a', 1],
    ["[}]", 1],
    ["null", 1],
  ];
  test.each(bad)("%j", async (text, line) => {
    expect(await refusalOf(() => valuesOf(elementsOf, text))).toMatchObject({ code: "bad-json", entryName: "a", line });
  });
  test("every prefix of a good list", async () => {
    const text = '[ {"a": "]\\"[", "b": [1, {}]}, 2 ]';
    for (let length = 0; length < text.length; length += 1) {
      expect((await refusalOf(() => valuesOf(elementsOf, text.slice(0, length)))).code).toBe("bad-json");
    }
  });
});

test("a bad line is refused with its number and without its text", async () => {
  const refusal = await refusalOf(() => valuesOf(linesOf, '{"a":1}\n{"secret": canary}\n'));
  expect(refusal).toMatchObject({ code: "bad-json", line: 2 });
  expect(refusal.cause).toBeUndefined();
  expect(refusal.message).not.toContain("canary");
});

describe("encodings", () => {
  test("a byte order mark of UTF-8 is passed over", async () => {
    expect(await values(elementsOf, "\ufeff[1]")).toEqual([1]);
    expect(await values(linesOf, "\ufeff[1]\n2", { chunkBytes: 1 })).toEqual([[1], 2]);
  });
  test("UTF-16 is refused, with its mark and without", async () => {
    for (const read of [elementsOf, linesOf]) {
      for (const text of ["\ufeff[1]", "[1]"]) {
        const littleEndian = Buffer.from(text, "utf16le");
        for (const bytes of [littleEndian, Buffer.from(littleEndian).swap16()]) {
          expect((await refusalOf(() => valuesOf(read, bytes))).code).toBe("wrong-encoding");
        }
      }
    }
  });
  test("bytes that are no UTF-8 are refused with their line", async () => {
    const latin1 = Buffer.from('["ok",\n"caf\u00e9"]', "latin1");
    expect(await refusalOf(() => valuesOf(elementsOf, latin1))).toMatchObject({ code: "wrong-encoding", line: 2 });
  });
});

test("a record above the limit is refused, one at the limit is not", async () => {
  const record = JSON.stringify("a".repeat(98));
  for (const [read, text] of [
    [elementsOf, `[${record}]`],
    [linesOf, `${record}\n`],
  ] as const) {
    expect(await values(read, text, { maxRecordBytes: 100 })).toHaveLength(1);
    expect((await refusalOf(() => valuesOf(read, text, { maxRecordBytes: 99 }))).code).toBe("record-too-large");
  }
});
