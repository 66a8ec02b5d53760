/** Places of letters as somebody may write them who signs nothing: what no sealer writes is no place. */
import { type AccountId, type DeviceId, idFromDigest, type RoomId } from "@warbler/protocol";
import { describe, expect, test } from "vitest";
import { encodeFields, idBytes, uint64Bytes } from "../primitives/fields.ts";
import { END_TO_END_LABELS } from "../primitives/labels.ts";
import { decodeDraftWithoutVerification, MAX_DRAFT_LETTER_BYTES } from "./draft-letter.ts";
import { decodeKeyTransferWithoutVerification, MAX_KEY_TRANSFER_BYTES } from "./transfer.ts";

const id = (byte: number) => new Uint8Array(16).fill(byte);
const account = idFromDigest<AccountId>(id(1));
const from = idFromDigest<DeviceId>(id(2));
const to = idFromDigest<DeviceId>(id(3));
const room = idFromDigest<RoomId>(id(4));
const utf8 = (text: string) => new TextEncoder().encode(text);

const LETTERS = [
  {
    name: "a draft",
    label: END_TO_END_LABELS.draft,
    decode: decodeDraftWithoutVerification,
    most: MAX_DRAFT_LETTER_BYTES,
    fields: [idBytes(account), idBytes(from), idBytes(to), idBytes(room), uint64Bytes(1_900_000_000_000)],
    place: { account, from, to, room, atMs: 1_900_000_000_000 },
    numbers: [5],
  },
  {
    name: "a transfer",
    label: END_TO_END_LABELS.keyTransfer,
    decode: decodeKeyTransferWithoutVerification,
    most: MAX_KEY_TRANSFER_BYTES,
    fields: [idBytes(account), idBytes(from), idBytes(to), uint64Bytes(2), uint64Bytes(3)],
    place: { account, from, to, chunk: 2, chunks: 3 },
    numbers: [4, 5],
  },
];

describe.each(LETTERS)("$name", ({ label, decode, most, fields, place, numbers }) => {
  const genuine = [utf8(label), ...fields];
  const letter = (parts: readonly Uint8Array[], sealed = new Uint8Array(1)) =>
    encodeFields([encodeFields(parts), sealed, new Uint8Array(64)]);

  test("says its place", () => {
    expect(decode(letter(genuine))).toEqual(place);
  });

  test("has no place with a field too few, too many, or of another length", () => {
    for (let count = 0; count < genuine.length; count++)
      expect(decode(letter(genuine.slice(0, count)))).toBeUndefined();
    expect(decode(letter([...genuine, new Uint8Array()]))).toBeUndefined();
    for (const [at, field] of genuine.entries())
      for (const other of [Uint8Array.of(...field, 0), field.slice(1), new Uint8Array()])
        expect(decode(letter(genuine.with(at, other))), `field ${at}`).toBeUndefined();
  });

  test("has none under another label, or with a number that is none", () => {
    expect(decode(letter(genuine.with(0, utf8(`${label}x`))))).toBeUndefined();
    expect(decode(letter(genuine.with(0, utf8(label.toUpperCase()))))).toBeUndefined();
    for (const at of numbers) expect(decode(letter(genuine.with(at, new Uint8Array(8).fill(255))))).toBeUndefined();
  });

  test("is place, ciphertext and signature, and no longer than the limit", () => {
    const part = encodeFields(genuine);
    expect(decode(encodeFields([part, new Uint8Array(1)]))).toBeUndefined();
    expect(decode(encodeFields([part, new Uint8Array(1), new Uint8Array(1), new Uint8Array(1)]))).toBeUndefined();
    const around = letter(genuine, new Uint8Array()).length;
    expect(decode(letter(genuine, new Uint8Array(most - around)))).toEqual(place);
    expect(decode(letter(genuine, new Uint8Array(most - around + 1)))).toBeUndefined();
  });
});

test("a chunk of a transfer is one of those that there are", () => {
  const of = (chunk: number, chunks: number) => {
    const label = END_TO_END_LABELS.keyTransfer;
    const place = [label, idBytes(account), idBytes(from), idBytes(to), uint64Bytes(chunk), uint64Bytes(chunks)];
    return decodeKeyTransferWithoutVerification(
      encodeFields([encodeFields(place), Uint8Array.of(0), Uint8Array.of(0)]),
    );
  };
  expect(of(0, 1)).toMatchObject({ chunk: 0, chunks: 1 });
  for (const [chunk, chunks] of [
    [0, 0],
    [1, 1],
    [2, 1],
  ] as const)
    expect(of(chunk, chunks)).toBeUndefined();
});
