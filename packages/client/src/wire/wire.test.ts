/** The SDK's own codec says and understands what the full protobuf library says and understands, and refuses what is hostile. */
import {
  ClientFrameSchema,
  ContentSchema,
  create,
  fromBinary,
  type MessageInitShape,
  RecordSchema,
  ServerFrameSchema,
  toBinary,
  WelcomeSchema,
} from "@warbler/protocol/wire";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type ClientBody, encodeFrame } from "./client-frame.ts";
import { decodeContent, encodeContent } from "./content.ts";
import { decodeRecord, encodeRecord } from "./records.ts";
import { decodeFrame, decodeWelcome, encodeWelcome } from "./server-frame.ts";

const text = fc.string({ unit: "grapheme", maxLength: 12 });
const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const count = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const bytes = fc.uint8Array({ maxLength: 40 }).map((given) => new Uint8Array(given));
const bool = fc.boolean();
const attachment = fc.record({
  id: text,
  name: text,
  mediaType: text,
  sizeBytes: count,
  chunkBytes: uint32,
  key: bytes,
  sha256: bytes,
  durationMs: uint32,
});
const message = fc.record({
  text,
  mentions: fc.array(text, { maxLength: 3 }),
  mentionAll: bool,
  replyTo: text,
  threadRoot: text,
  attachments: fc.array(attachment, { maxLength: 2 }),
  action: bool,
});
const content = fc.oneof(
  message.map((value) => ({ case: "message" as const, value })),
  fc.record({ target: text, message }).map((value) => ({ case: "edit" as const, value })),
  fc.record({ target: text }).map((value) => ({ case: "recall" as const, value })),
  fc.record({ target: text, emoji: text, removed: bool }).map((value) => ({ case: "reaction" as const, value })),
  fc.record({ target: text, removed: bool }).map((value) => ({ case: "pin" as const, value })),
  fc.record({ name: text, topic: text }).map((value) => ({ case: "describe" as const, value })),
);
const log = fc.record({ leaf: count, position: uint32 });
const record = fc.record({
  seq: uint32,
  message: text,
  author: text,
  device: text,
  kind: uint32,
  atMs: count,
  content: bytes,
  imported: bool,
  erased: bool,
  salt: bytes,
  commitment: bytes,
  log,
});
const room = fc.record({
  id: text,
  kind: text,
  level: text,
  name: text,
  topic: text,
  myRole: text,
  lastSeq: uint32,
  readSeq: uint32,
  unread: uint32,
  unreadMentions: uint32,
  memberCount: uint32,
  createdAtMs: count,
  other: text,
  predecessor: text,
  successor: text,
  erasures: uint32,
});
const welcome = fc.record({
  account: text,
  device: text,
  serverTimeMs: count,
  rooms: fc.array(room, { maxLength: 3 }),
  online: fc.array(text, { maxLength: 3 }),
});
const serverBody = fc.oneof(
  welcome.map((value) => ({ case: "welcome" as const, value })),
  fc
    .record({ room: text, message: text, seq: uint32, atMs: count, log })
    .map((value) => ({ case: "sent" as const, value })),
  fc
    .record({ room: text, records: fc.array(record, { maxLength: 3 }), more: bool, previousCommitment: bytes })
    .map((value) => ({ case: "records" as const, value })),
  fc.record({ log }).map((value) => ({ case: "done" as const, value })),
  fc.record({ code: text, detail: text, retryAfterMs: uint32 }).map((value) => ({ case: "failed" as const, value })),
  room.map((value) => ({ case: "room" as const, value })),
  fc.record({ room: text }).map((value) => ({ case: "roomLeft" as const, value })),
  fc.record({ room: text, account: text, seq: uint32 }).map((value) => ({ case: "readMoved" as const, value })),
  fc.record({ room: text, account: text, typing: bool }).map((value) => ({ case: "typingChanged" as const, value })),
  fc.record({ account: text, state: text }).map((value) => ({ case: "presenceChanged" as const, value })),
  fc.constant({ case: "pong" as const, value: {} }),
  fc.record({ room: text, kind: text }).map((value) => ({ case: "groupEvent" as const, value })),
  fc.record({ kind: text, approval: text }).map((value) => ({ case: "deviceEvent" as const, value })),
  fc.record({ nonce: text }).map((value) => ({ case: "challenge" as const, value })),
);
const clientBody: fc.Arbitrary<ClientBody> = fc.oneof(
  fc
    .record({ version: uint32, sessionToken: bytes, dpopProof: text })
    .map((value) => ({ case: "hello" as const, value })),
  fc
    .record({ room: text, message: text, kind: uint32, content: bytes })
    .map((value) => ({ case: "send" as const, value })),
  fc
    .record({ room: text, afterSeq: uint32, beforeSeq: uint32, backwards: bool, limit: uint32 })
    .map((value) => ({ case: "fetch" as const, value })),
  fc.record({ room: text, seq: uint32 }).map((value) => ({ case: "markRead" as const, value })),
  fc.record({ room: text, typing: bool }).map((value) => ({ case: "setTyping" as const, value })),
  fc.record({ away: bool }).map((value) => ({ case: "setPresence" as const, value })),
  fc.constant({ case: "ping" as const }),
);
type ClientInit = NonNullable<MessageInitShape<typeof ClientFrameSchema>["body"]>;
const initOf = (body: ClientBody): ClientInit => (body.case === "ping" ? { case: "ping", value: {} } : body);

test("what it writes is byte for byte what the library writes", () => {
  fc.assert(
    fc.property(uint32, clientBody, content, record, welcome, (request, body, said, stored, greeting) => {
      expect(encodeFrame(request, body)).toEqual(
        toBinary(ClientFrameSchema, create(ClientFrameSchema, { request, body: initOf(body) })),
      );
      expect(encodeContent(said)).toEqual(toBinary(ContentSchema, create(ContentSchema, { body: said })));
      expect(encodeRecord(stored)).toEqual(toBinary(RecordSchema, create(RecordSchema, stored)));
      expect(encodeWelcome(greeting)).toEqual(toBinary(WelcomeSchema, create(WelcomeSchema, greeting)));
    }),
  );
});

test("what the library writes it reads back as it was", () => {
  fc.assert(
    fc.property(uint32, serverBody, content, record, welcome, (request, body, said, stored, greeting) => {
      expect(decodeFrame(toBinary(ServerFrameSchema, create(ServerFrameSchema, { request, body })))).toEqual({
        request,
        body,
      });
      expect(decodeContent(toBinary(ContentSchema, create(ContentSchema, { body: said })))).toEqual(said);
      expect(decodeRecord(toBinary(RecordSchema, create(RecordSchema, stored)))).toEqual(stored);
      expect(decodeWelcome(toBinary(WelcomeSchema, create(WelcomeSchema, greeting)))).toEqual(greeting);
    }),
  );
});

test("bytes of any kind are decoded or refused, never thrown at; what is accepted, the library accepts too", () => {
  const libraryTakes = (given: Uint8Array) => {
    try {
      fromBinary(ServerFrameSchema, given);
      return true;
    } catch {
      return false;
    }
  };
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (given) => {
      for (const decode of [decodeFrame, decodeContent, decodeRecord, decodeWelcome]) decode(given);
      if (decodeFrame(given) !== undefined) expect(libraryTakes(given)).toBe(true);
    }),
    { numRuns: 5_000 },
  );
  const broken = fc.tuple(serverBody, fc.nat(), fc.nat({ max: 255 })).map(([body, at, byte]) => {
    const whole = toBinary(ServerFrameSchema, create(ServerFrameSchema, { request: 1, body }));
    whole[at % whole.length] = byte;
    return whole;
  });
  fc.assert(
    fc.property(broken, (given) => {
      if (decodeFrame(given) !== undefined) expect(libraryTakes(given)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ["nothing", []],
  ["a length beyond the end", [0x22, 0x05, 0x0a]],
  ["a varint without an end", [0x08, 0x80, 0x80]],
  ["a varint of eleven bytes", [0x08, ...Array.from({ length: 10 }, () => 0x80), 1, 0x6a, 0]],
  ["a number beyond 32 bits", [0x08, 0x80, 0x80, 0x80, 0x80, 0x10, 0x6a, 0]],
  ["field number zero", [0x00, 0x00]],
  ["a group", [0x0b, 0x0c]],
  ["two bodies at once", [0x6a, 0, 0x2a, 0]],
  ["a number where bytes belong", [0x68, 0x01]],
  ["broken UTF-8", [0x42, 0x03, 0x0a, 0x01, 0xff]],
  ["broken UTF-8 that good UTF-8 follows", [0x42, 0x06, 0x0a, 0x01, 0xff, 0x0a, 0x01, 0x61]],
  ["a number said twice", [0x08, 0x01, 0x08, 0x01, 0x6a, 0]],
  ["a body said twice", [0x6a, 0, 0x6a, 0]],
  ["a double of four bytes", [0x12, 0x05, 0x1d, 1, 2, 3, 4]],
])("%s is no frame", (_what, given) => {
  expect(decodeFrame(Uint8Array.from(given))).toBeUndefined();
});

test("fields of a newer server are passed over", () => {
  const newer = [0x6a, 0x00, 0x98, 0x06, 0x01, 0xa2, 0x06, 0x01, 0xff, 0x08, 0x07];
  expect(decodeFrame(Uint8Array.from(newer))).toEqual({ request: 7, body: { case: "pong", value: {} } });
});

test("a message of more fields than any is refused before it fills the memory", () => {
  const flood = new Uint8Array(400_000).fill(0).map((_, at) => (at % 2 === 0 ? 0x08 : 0x01));
  expect(decodeFrame(flood)).toBeUndefined();
});
