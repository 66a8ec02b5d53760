import {
  type AccountId,
  type DeviceId,
  idFromDigest,
  type MessageId,
  RECORD_KINDS,
  type RoomId,
} from "@warbler/protocol";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { type DeviceKey, generateDeviceKey } from "../identity/device-key.ts";
import { flipped, random } from "../testing/people.ts";
import { contentHash, contentPartBytes, openContent, sealContent } from "./content-part.ts";
import type { ContentHeader } from "./header.ts";

const header: ContentHeader = {
  room: idFromDigest<RoomId>(random(16)),
  author: idFromDigest<AccountId>(random(16)),
  device: idFromDigest<DeviceId>(random(16)),
  message: idFromDigest<MessageId>(random(16)),
  kind: RECORD_KINDS.message,
};
const contentKey = random(32);
const content = new TextEncoder().encode("明天 15:00 演练");
let device: DeviceKey;
let part: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  device = await generateDeviceKey("storable");
  part = await sealContent({ header, contentKey, device }, content);
});

const open = (
  change: Partial<{ header: ContentHeader; contentKey: Uint8Array; part: Uint8Array; by: DeviceKey }> = {},
) =>
  openContent(
    {
      header: change.header ?? header,
      contentKey: change.contentKey ?? contentKey,
      verifyingKey: (change.by ?? device).verifyingKey,
    },
    change.part ?? part,
  );

test("what was sealed opens for its header, key and device", async () => {
  expect(await open()).toEqual(content);
  expect(part.length).toBe(contentPartBytes(content.length));
});

test("a content of any length opens again", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 3_000 }), async (any) => {
      const sealed = await sealContent({ header, contentKey: random(32), device }, any);
      expect(sealed.length).toBe(contentPartBytes(any.length));
    }),
    { numRuns: 20 },
  );
  for (const length of [0, 1, 123, 124, 125, 64 * 1024]) {
    const any = new Uint8Array(length).fill(7);
    expect(await open({ part: await sealContent({ header, contentKey, device }, any) })).toEqual(any);
  }
});

test("the same content under the same key is the same bytes, so that a retry changes nothing", async () => {
  expect(contentHash(await sealContent({ header, contentKey, device }, content))).toEqual(contentHash(part));
});

describe("a content part is refused", () => {
  test("with any of its bits flipped", async () => {
    for (let bit = 0; bit < part.length * 8; bit += 5) expect(await open({ part: flipped(part, bit) })).toBeUndefined();
  });

  test("cut off anywhere, or with something behind it", async () => {
    for (let length = 0; length < part.length; length += 3)
      expect(await open({ part: part.subarray(0, length) })).toBeUndefined();
    expect(await open({ part: new Uint8Array([...part, 0]) })).toBeUndefined();
  });

  test("under any other header", async () => {
    const other = { ...header, message: idFromDigest<MessageId>(random(16)) };
    expect(await open({ header: other })).toBeUndefined();
    expect(await open({ header: { ...header, room: idFromDigest<RoomId>(random(16)) } })).toBeUndefined();
    expect(await open({ header: { ...header, author: idFromDigest<AccountId>(random(16)) } })).toBeUndefined();
    expect(await open({ header: { ...header, device: idFromDigest<DeviceId>(random(16)) } })).toBeUndefined();
    expect(await open({ header: { ...header, kind: RECORD_KINDS.edit } })).toBeUndefined();
  });

  test("under another content key", async () => {
    expect(await open({ contentKey: random(32) })).toBeUndefined();
  });

  test("when another device signed it", async () => {
    expect(await open({ by: await generateDeviceKey("storable") })).toBeUndefined();
    const forged = await sealContent({ header, contentKey, device: await generateDeviceKey("storable") }, content);
    expect(await open({ part: forged })).toBeUndefined();
  });
});

test("a content key of another length, and a kind of two bytes, are refused before anything is sealed", async () => {
  await expect(sealContent({ header, contentKey: random(31), device }, content)).rejects.toThrow(RangeError);
  await expect(sealContent({ header: { ...header, kind: 256 }, contentKey, device }, content)).rejects.toThrow(
    RangeError,
  );
});
