import { LIMITS } from "@warbler/protocol";
import { create, ServerFrameSchema, toBinary } from "@warbler/protocol/wire";
import { expect, test } from "vitest";
import { decodeServerFrame } from "./frames.ts";

const welcome = (rooms: number, topicChars = 500) => {
  const room = { id: "A".repeat(22), name: "x".repeat(120), topic: "界".repeat(topicChars) };
  const value = { account: "A".repeat(22), rooms: Array.from({ length: rooms }, () => room) };
  return toBinary(ServerFrameSchema, create(ServerFrameSchema, { request: 1, body: { case: "welcome", value } }));
};
const records = (contentBytes: number) => {
  const value = { room: "A".repeat(22), records: [{ content: new Uint8Array(contentBytes) }] };
  return toBinary(ServerFrameSchema, create(ServerFrameSchema, { request: 1, body: { case: "records", value } }));
};

test("a welcome with as many rooms as an account may have, at their longest, is taken", () => {
  const bytes = welcome(LIMITS.roomsPerAccount);
  expect(bytes.length).toBeLessThan(LIMITS.welcomeFrameBytes);
  expect(decodeServerFrame(bytes)?.body.case).toBe("welcome");
});

test("a welcome beyond its limit is refused", () => {
  const bytes = welcome(LIMITS.roomsPerAccount, 1_500);
  expect(bytes.length).toBeGreaterThan(LIMITS.welcomeFrameBytes);
  expect(decodeServerFrame(bytes)).toBeUndefined();
});

test("any other frame is taken up to its limit and refused beyond it", () => {
  const overhead = records(200_000).length - 200_000;
  const atLimit = LIMITS.socketFrameBytes - overhead;
  expect(records(atLimit).length).toBe(LIMITS.socketFrameBytes);
  expect(decodeServerFrame(records(atLimit))?.body.case).toBe("records");
  expect(decodeServerFrame(records(atLimit + 1))).toBeUndefined();
});
