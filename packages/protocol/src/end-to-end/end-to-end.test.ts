import fc from "fast-check";
import { expect, test } from "vitest";
import { type AccountId, type DeviceId, newId, type RoomId } from "../ids.ts";
import {
  credentialIdentity,
  groupIdOf,
  parseCredentialIdentity,
  parseGroupId,
  parseStaleEpochDetail,
  staleEpochDetail,
} from "./identifiers.ts";
import { decodeRoomExtension, encodeRoomExtension, type ListedRole } from "./room-extension.ts";

const some = () => ({
  level: "e2ee" as const,
  generation: 3,
  predecessor: newId<RoomId>(),
  roles: new Map<AccountId, ListedRole>([
    [newId(), "owner"],
    [newId(), "moderator"],
    [newId(), "owner"],
  ]),
});

test("a credential and a group id name what they were made of, and nothing of another length is taken", () => {
  const [account, device, room] = [newId<AccountId>(), newId<DeviceId>(), newId<RoomId>()];
  expect(parseCredentialIdentity(credentialIdentity(account, device))).toEqual({ account, device });
  expect(parseGroupId(groupIdOf(room, 7))).toEqual({ room, generation: 7 });
  for (const bytes of [new Uint8Array(), new Uint8Array(19), new Uint8Array(31), new Uint8Array(33)]) {
    expect(parseCredentialIdentity(bytes)).toBeUndefined();
    expect(parseGroupId(bytes)).toBeUndefined();
  }
});

test("the epoch comes back from the detail of a refusal", () => {
  expect(parseStaleEpochDetail(staleEpochDetail({ generation: 1, epoch: 12 }))).toEqual({ generation: 1, epoch: 12 });
  expect(parseStaleEpochDetail("something else")).toBeUndefined();
});

test("the room extension comes back from its bytes, whatever the order of its roles", () => {
  const extension = some();
  expect(decodeRoomExtension(encodeRoomExtension(extension))).toEqual({
    ...extension,
    roles: new Map([...extension.roles].sort()),
  });
  const backwards = { ...extension, roles: new Map([...extension.roles].reverse()) };
  expect(encodeRoomExtension(backwards)).toEqual(encodeRoomExtension(extension));
  const { predecessor: _, ...first } = some();
  expect(decodeRoomExtension(encodeRoomExtension(first))).not.toHaveProperty("predecessor");
});

test("every prefix of a room extension, every longer one, and roles out of order are refused", () => {
  const bytes = encodeRoomExtension(some());
  for (let length = 0; length < bytes.length; length++)
    expect(decodeRoomExtension(bytes.subarray(0, length))).toBeUndefined();
  expect(decodeRoomExtension(Uint8Array.from([...bytes, 0]))).toBeUndefined();
  const swapped = bytes.slice();
  swapped.set(bytes.subarray(-17), bytes.length - 34);
  swapped.set(bytes.subarray(-34, -17), bytes.length - 17);
  expect(decodeRoomExtension(swapped)).toBeUndefined();
});

test("no bytes, and no text, make a decoder of names throw", () => {
  const near = (length: number) => fc.uint8Array({ minLength: length - 1, maxLength: length + 5 });
  fc.assert(
    fc.property(fc.oneof(near(32), near(20), fc.uint8Array({ maxLength: 80 })), (bytes) => {
      const device = parseCredentialIdentity(bytes);
      if (device !== undefined)
        expect(credentialIdentity(device.account, device.device)).toEqual(new Uint8Array(bytes));
      const group = parseGroupId(bytes);
      if (group !== undefined) expect(groupIdOf(group.room, group.generation)).toEqual(new Uint8Array(bytes));
    }),
  );
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\w+ \d+ \w+ \d+$/)), (text) => {
      const epoch = parseStaleEpochDetail(text);
      if (epoch !== undefined) expect(Number.isSafeInteger(epoch.epoch)).toBe(true);
    }),
  );
});

test("no bytes make the decoder throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const decoded = decodeRoomExtension(bytes);
      if (decoded !== undefined) expect(encodeRoomExtension(decoded)).toEqual(bytes);
    }),
  );
});
