import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ZipFile } from "yazl";
import type { ImportLimits } from "./limits.ts";
import { openZipArchive, type ZipArchive } from "./node/zip-archive.ts";
import { ImportRefusal } from "./refusal.ts";
import { type HandmadeEntry, handmadeZip } from "./testing/handmade-zip.ts";
import { allOf, refusalOf } from "./testing/memory-archive.ts";
import { openZipBlob } from "./web/zip-blob.ts";

const hello = Buffer.from("hello, hello, hello");
let folder: string;
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "warbler-zip-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(bytes: Uint8Array): Promise<string> {
  files += 1;
  const path = join(folder, `${files}.zip`);
  await writeFile(path, bytes);
  return path;
}

type Open = (bytes: Uint8Array, limits?: Partial<ImportLimits>) => Promise<ZipArchive>;
const onDisk: Open = async (bytes, limits) => openZipArchive(await fileOf(bytes), limits);
const inABrowser: Open = async (bytes, limits) => ({
  ...(await openZipBlob(new Blob([new Uint8Array(bytes)]), limits)),
  [Symbol.asyncDispose]: async () => {},
});

test("names that are no UTF-8 are read in the code page of old zip files", async () => {
  await using archive = await onDisk(handmadeZip([{ name: Uint8Array.of(0x61, 0x81), data: hello }]));
  expect(archive.entries.map(({ name }) => name)).toEqual(["aü"]);
});

test("a file that does not exist is Node's own error", async () => {
  await expect(openZipArchive(join(folder, "absent.zip"))).rejects.toMatchObject({ code: "ENOENT" });
});

describe.each([
  ["on disk", onDisk],
  ["chosen in a browser", inABrowser],
] as const)("a zip file %s", (_where, openZip) => {
  async function readWhole(bytes: Uint8Array, limits: Partial<ImportLimits> = {}): Promise<Map<string, Buffer>> {
    await using archive = await openZip(bytes, limits);
    const contents = new Map<string, Buffer>();
    for (const { name } of archive.entries) contents.set(name, Buffer.concat(await allOf(archive.open(name))));
    return contents;
  }

  const refusalOfZip = (entries: readonly HandmadeEntry[], limits: Partial<ImportLimits> = {}) =>
    refusalOf(() => readWhole(handmadeZip(entries), limits));

  test("an ordinary zip file gives back its files, stored and deflated, twice if asked", async () => {
    const zip = new ZipFile();
    zip.addEmptyDirectory("general");
    zip.addBuffer(hello, "general/a.txt");
    zip.addBuffer(hello, "b.txt", { compress: false });
    zip.end();
    await using archive = await openZip(await buffer(zip.outputStream));
    expect(archive.entries).toEqual([
      { name: "general/a.txt", sizeBytes: hello.length },
      { name: "b.txt", sizeBytes: hello.length },
    ]);
    for (const name of ["general/a.txt", "b.txt", "b.txt"]) {
      expect(Buffer.concat(await allOf(archive.open(name)))).toEqual(hello);
    }
  });

  test("a zip file written for more than 32 bits of sizes and offsets is read", async () => {
    const zip = new ZipFile();
    zip.addBuffer(hello, "a.txt", { forceZip64Format: true });
    zip.end({ forceZip64Format: true, comment: "" });
    const contents = await readWhole(await buffer(zip.outputStream));
    expect([...contents]).toEqual([["a.txt", hello]]);
  });

  test("an entry may be left half read", async () => {
    const data = Buffer.alloc(3_000_000, "abc");
    await using archive = await openZip(handmadeZip([{ name: "a", data }]));
    for await (const chunk of archive.open("a")) {
      expect(chunk.length).toBeLessThan(data.length);
      break;
    }
  });

  test("names in UTF-8 are read as such, whether or not the file says so", async () => {
    const contents = await readWhole(handmadeZip([{ name: "公告/2024.txt", data: hello }]));
    expect([...contents.keys()]).toEqual(["公告/2024.txt"]);
  });

  describe("what is no whole zip file is refused", () => {
    test("text", async () => {
      expect((await refusalOf(() => readWhole(hello))).code).toBe("not-a-zip");
    });
    test("nothing", async () => {
      expect((await refusalOf(() => readWhole(new Uint8Array(0)))).code).toBe("not-a-zip");
    });
    test("every prefix", async () => {
      const whole = handmadeZip([{ name: "a", data: hello }]);
      for (let length = 4; length < whole.length; length += 1) {
        expect((await refusalOf(() => readWhole(whole.subarray(0, length)))).code).toBe("truncated-zip");
      }
    });
    test("a directory of rubbish", async () => {
      const zip = handmadeZip([{ name: "a", data: hello }]);
      zip.write("XX", zip.indexOf("PK\u0001\u0002", 0, "latin1"), "latin1");
      expect((await refusalOf(() => readWhole(zip))).code).toBe("damaged-zip");
    });
    test("every flipped bit of the deflated data", async () => {
      const zip = handmadeZip([{ name: "a", data: hello }]);
      const start = 31;
      const end = zip.indexOf("PK\u0001\u0002", 0, "latin1");
      for (let bit = start * 8; bit < end * 8; bit += 1) {
        const flipped = Buffer.from(zip);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const outcome = await readWhole(flipped).then(
          (contents) => contents.get("a")?.toString(),
          (error: unknown) => (error instanceof ImportRefusal ? error.code : error),
        );
        // A few bits of DEFLATE's padding mean nothing; no flip may change what is read.
        expect([hello.toString(), "damaged-zip", "zip-bomb"]).toContain(outcome);
      }
    });
    test("data with the wrong checksum", async () => {
      expect((await refusalOfZip([{ name: "a", data: hello, claimedCrc: 1 }])).code).toBe("damaged-zip");
    });
    test("a password, old and new kind", async () => {
      expect((await refusalOfZip([{ name: "a", data: hello, flags: 1 }])).code).toBe("encrypted-zip");
      expect((await refusalOfZip([{ name: "a", data: hello, flags: 0x41 }])).code).toBe("encrypted-zip");
    });
    test("compression other than DEFLATE", async () => {
      expect((await refusalOfZip([{ name: "a", data: hello, method: 93 }])).code).toBe("unsupported-compression");
    });
  });

  describe("hostile paths are refused", () => {
    const names = [
      "../a",
      "a/../../b",
      "/etc/passwd",
      "C:/a",
      "c:a",
      "a\\b",
      "a\0b",
      "a\nb",
      "./a",
      "a//b",
      "",
      "a/..",
      "\u001b[2J",
    ];
    test.each(names)("the name %j", async (name) => {
      const refusal = await refusalOfZip([{ name, data: hello }]);
      expect(refusal.code).toBe("hostile-path");
      expect(refusal.message).not.toContain("\u001b");
    });
    test("a symbolic link", async () => {
      expect((await refusalOfZip([{ name: "a", data: Buffer.from("/etc/passwd"), mode: 0o120_777 }])).code).toBe(
        "hostile-path",
      );
    });
    test("a device", async () => {
      expect((await refusalOfZip([{ name: "a", data: hello, mode: 0o020_666 }])).code).toBe("hostile-path");
    });
    test("the same name twice, as files or as a file and a folder", async () => {
      expect(
        (
          await refusalOfZip([
            { name: "a", data: hello },
            { name: "a", data: hello },
          ])
        ).code,
      ).toBe("hostile-path");
      expect(
        (
          await refusalOfZip([
            { name: "a", data: hello },
            { name: "a/", stored: true },
          ])
        ).code,
      ).toBe("hostile-path");
    });
    test("a name longer than the limit", async () => {
      expect((await refusalOfZip([{ name: "a".repeat(1025), data: hello }])).code).toBe("hostile-path");
      expect((await readWhole(handmadeZip([{ name: "a".repeat(1024), data: hello }]))).size).toBe(1);
    });
  });

  describe("zip bombs are refused", () => {
    test("a ratio that no chat history has, before anything is inflated", async () => {
      const refusal = await refusalOf(async () => {
        await using _ = await openZip(handmadeZip([{ name: "a", data: Buffer.alloc(5 * 1024 * 1024) }]));
      });
      expect(refusal).toMatchObject({ code: "zip-bomb", entryName: "a" });
    });
    test("a small page of equal lines is none", async () => {
      expect((await readWhole(handmadeZip([{ name: "a", data: Buffer.alloc(1024 * 1024) }]))).size).toBe(1);
    });
    test("many entries, each below the floor, with an impossible ratio together", async () => {
      const entries = Array.from({ length: 8 }, (_, at) => ({ name: `${at}`, data: Buffer.alloc(1024 * 1024) }));
      expect((await refusalOfZip(entries)).code).toBe("zip-bomb");
    });
    test("more bytes in all than the limit", async () => {
      const entries = [
        { name: "a", data: hello },
        { name: "b", data: hello },
      ];
      expect((await refusalOfZip(entries, { maxTotalBytes: 2 * hello.length - 1 })).code).toBe("zip-bomb");
      expect((await readWhole(handmadeZip(entries), { maxTotalBytes: 2 * hello.length })).size).toBe(2);
    });
    test("entries that overlap", async () => {
      const entries = [
        { name: "a", data: hello },
        { name: "b", data: hello, sharesBytesOf: 0 },
      ];
      expect((await refusalOfZip(entries)).code).toBe("zip-bomb");
    });
    test("more bytes than claimed", async () => {
      const refusal = await refusalOfZip([{ name: "a", data: Buffer.alloc(3_000_000), claimedBytes: 10 }]);
      expect(refusal).toMatchObject({ code: "zip-bomb", entryName: "a" });
    });
    test("fewer bytes than claimed are damage", async () => {
      expect((await refusalOfZip([{ name: "a", data: hello, claimedBytes: 1000 }])).code).toBe("damaged-zip");
      expect((await refusalOfZip([{ name: "a", data: hello, stored: true, claimedBytes: 1000 }])).code).toBe(
        "damaged-zip",
      );
    });
    test("an entry above the limit", async () => {
      expect((await refusalOfZip([{ name: "a", data: hello }], { maxEntryBytes: hello.length - 1 })).code).toBe(
        "entry-too-large",
      );
      expect((await readWhole(handmadeZip([{ name: "a", data: hello }]), { maxEntryBytes: hello.length })).size).toBe(
        1,
      );
    });
    test("more entries than the limit", async () => {
      const entries = [
        { name: "a", data: hello },
        { name: "b", data: hello },
      ];
      expect((await refusalOfZip(entries, { maxEntries: 1 })).code).toBe("too-many-entries");
      expect((await readWhole(handmadeZip(entries), { maxEntries: 2 })).size).toBe(2);
    });
  });
});
