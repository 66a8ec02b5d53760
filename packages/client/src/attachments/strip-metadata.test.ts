/** What an image tells beside the picture goes; the picture stays byte for byte, and the notice says what went. */
import { expect, test } from "vitest";
import type { StripNotice } from "./exif/stripped.ts";
import { stripMetadata } from "./strip-metadata.ts";

const latin1 = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const join = (...parts: readonly (Uint8Array | readonly number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => [...part]));
const u16 = (value: number) => [value >> 8, value & 255];
const u32 = (value: number) => [value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255];
const u32le = (value: number) => u32(value).toReversed();

/** A TIFF with an orientation, a pointer to a place, and words that must not stay. */
const tiff = (orientation: number, withPlace: boolean) =>
  join(
    latin1("MM\0*"),
    u32(8),
    u16(withPlace ? 2 : 1),
    u16(0x0112),
    u16(3),
    u32(1),
    u16(orientation),
    u16(0),
    withPlace ? join(u16(0x8825), u16(4), u32(1), u32(38)) : [],
    u32(0),
    latin1("SECRET CAMERA"),
  );
const segment = (marker: number, payload: Uint8Array) => join([0xff, marker], u16(payload.length + 2), payload);
const JFIF = segment(0xe0, latin1("JFIF\0\x01\x01\0\0\x01\0\x01\0\0"));
const ICC = segment(0xe2, latin1("ICC_PROFILE\0\x01\x01profile"));
const TABLE = segment(0xdb, Uint8Array.from([0, 0xff, 0xd9, 1]));
const SCAN = join([0xff, 0xda], u16(8), [1, 1, 0, 0, 63, 0], [1, 2, 0xff, 0, 3, 0xff, 0xd0, 4]);
const END = [0xff, 0xd9];

async function strip(bytes: Uint8Array<ArrayBuffer>, type: string, name = "image") {
  const blob = new Blob([bytes]);
  const { file, removed } = await stripMetadata({
    name,
    type,
    size: blob.size,
    slice: (start, end) => blob.slice(start, end),
  });
  return {
    bytes: new Uint8Array(await file.slice(0, file.size).arrayBuffer()),
    removed: new Set<StripNotice>(removed),
  };
}

test("a JPEG loses Exif, place, XMP, IPTC, comments and what is appended, and keeps picture and colours", async () => {
  const dirty = join(
    [0xff, 0xd8],
    JFIF,
    segment(0xe1, join(latin1("Exif\0\0"), tiff(1, true))),
    ICC,
    segment(0xe1, latin1("http://ns.adobe.com/xap/1.0/\0<SECRET/>")),
    segment(0xed, latin1("Photoshop 3.0\0SECRET")),
    segment(0xfe, latin1("SECRET")),
    TABLE,
    SCAN,
    TABLE,
    SCAN,
    END,
    latin1("SECRET FILM"),
  );
  const { bytes, removed } = await strip(dirty, "image/jpeg");
  expect(bytes).toEqual(join([0xff, 0xd8], JFIF, ICC, TABLE, SCAN, TABLE, SCAN, END));
  expect(removed).toEqual(new Set(["exif", "place", "xmp", "iptc", "comment", "appended"]));
});

test("a turned JPEG stays turned: its orientation, and nothing else, is written back", async () => {
  const { bytes } = await strip(
    join([0xff, 0xd8], segment(0xe1, join(latin1("Exif\0\0"), tiff(6, true))), SCAN, END),
    "image/jpeg",
  );
  const text = String.fromCharCode(...bytes);
  expect(text).toContain("Exif\0\0MM\0*");
  expect(text).not.toContain("SECRET");
  expect((await strip(bytes, "image/jpeg")).bytes).toEqual(bytes);
});

test("a PNG loses its texts, times and Exif", async () => {
  const chunk = (type: string, data: Uint8Array) => join(u32(data.length), latin1(type), data, [1, 2, 3, 4]);
  const signature = latin1("\x89PNG\r\n\x1a\n");
  const [head, data, end] = [
    chunk("IHDR", new Uint8Array(13)),
    chunk("IDAT", latin1("pixels")),
    chunk("IEND", new Uint8Array()),
  ];
  const dirty = join(
    signature,
    head,
    chunk("tEXt", latin1("SECRET")),
    chunk("eXIf", tiff(1, true)),
    data,
    chunk("tIME", new Uint8Array(7)),
    end,
    [9],
  );
  const { bytes, removed } = await strip(dirty, "image/png");
  expect(bytes).toEqual(join(signature, head, data, end));
  expect(removed).toEqual(new Set(["text", "exif", "place", "time", "appended"]));
});

test("a WebP loses Exif and XMP, and its header no longer announces them", async () => {
  const chunk = (type: string, data: Uint8Array) =>
    join(latin1(type), u32le(data.length), data, data.length % 2 === 1 ? [0] : []);
  const file = (...chunks: readonly Uint8Array[]) => {
    const body = join(latin1("WEBP"), ...chunks);
    return join(latin1("RIFF"), u32le(body.length), body);
  };
  const header = (flags: number) => chunk("VP8X", join([flags], new Uint8Array(9)));
  const picture = chunk("VP8L", latin1("picture"));
  const dirty = file(header(0x2c), picture, chunk("EXIF", tiff(1, true)), chunk("XMP ", latin1("SECRET")));
  const { bytes, removed } = await strip(dirty, "image/webp");
  expect(bytes).toEqual(file(header(0x20), picture));
  expect(removed).toEqual(new Set(["exif", "place", "xmp"]));
});

test("what cannot be parsed stays as it is and is said to be unchecked; other files are not touched", async () => {
  const whole = join([0xff, 0xd8], JFIF, TABLE, SCAN, END);
  for (let length = 0; length < whole.length - SCAN.length; length++) {
    const torn = whole.slice(0, length);
    expect(await strip(torn, "image/jpeg")).toEqual({ bytes: torn, removed: new Set(["unchecked"]) });
  }
  for (const type of ["image/png", "image/webp"])
    expect((await strip(latin1("RIFF????WEBP"), type)).removed).toEqual(new Set(["unchecked"]));
  expect(await strip(latin1("text"), "text/plain")).toEqual({ bytes: latin1("text"), removed: new Set() });
});

test("pictures and films of which no format is known here are said to be unchecked, by their type or their name", async () => {
  const heic = join(u32(24), latin1("ftypheic"), latin1("SECRET"));
  for (const type of ["image/heic", "image/avif", "image/tiff", "image/gif", "video/mp4", "video/quicktime"])
    expect(await strip(heic, type)).toEqual({ bytes: heic, removed: new Set(["unchecked"]) });
  for (const name of ["IMG_1.HEIC", "scan.tif", "clip.mov", "photo.jpg"])
    for (const type of ["", "application/octet-stream"])
      expect((await strip(heic, type, name)).removed).toEqual(new Set(["unchecked"]));
  for (const [name, type] of [
    ["plans.bin", ""],
    ["heic", ""],
    ["voice.webm", "audio/webm"],
  ])
    expect((await strip(heic, type ?? "", name)).removed).toEqual(new Set());
});

test("an image too large to be looked into is said to be unchecked", async () => {
  const slice = () => new Blob();
  const { removed } = await stripMetadata({ name: "image", type: "image/jpeg", size: 64 * 1024 * 1024 + 1, slice });
  expect(removed).toEqual(["unchecked"]);
});
