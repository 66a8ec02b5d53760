import { create, toBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { expect, test } from "vitest";
import { newId } from "../ids.ts";
import { LogPositionSchema, RecordSchema, RecordsSchema, SentSchema, ServerFrameSchema } from "./generated/sync_pb.ts";
import { encodeServerFrame, type ServerBody } from "./server-frames.ts";

const uint32 = fc.oneof(fc.constantFrom(0, 1, 127, 128, 16_383, 16_384, 2 ** 32 - 1), fc.nat());
const double = fc.oneof(fc.constantFrom(0, 1, Date.UTC(2026, 10), 2 ** 53), fc.double());
const bytes = fc.uint8Array({ maxLength: 300 });
const id = fc.oneof(fc.constant(""), fc.constant(undefined).map(newId));
const log = fc.option(
  fc.record({ leaf: double, position: uint32 }).map((value) => create(LogPositionSchema, value)),
  { nil: undefined },
);
const record = fc
  .record({
    seq: uint32,
    message: id,
    author: id,
    device: id,
    kind: uint32,
    atMs: double,
    content: bytes,
    imported: fc.boolean(),
    erased: fc.boolean(),
    salt: bytes,
    commitment: bytes,
    log,
  })
  .map(({ log: at, ...value }) => create(RecordSchema, { ...value, ...(at && { log: at }) }));
const body: fc.Arbitrary<ServerBody> = fc.oneof(
  fc.record({ room: id, message: id, seq: uint32, atMs: double, log }).map(({ log: at, ...value }) => ({
    case: "sent" as const,
    value: create(SentSchema, { ...value, ...(at && { log: at }) }),
  })),
  fc
    .record({ room: id, records: fc.array(record, { maxLength: 5 }), more: fc.boolean(), previousCommitment: bytes })
    .map((value) => ({ case: "records" as const, value: create(RecordsSchema, value) })),
  fc.constant({ case: "pong" as const, value: { $typeName: "warbler.sync.v1.Pong" as const } }),
);

test("a frame is what the library writes", () => {
  fc.assert(
    fc.property(uint32, body, (request, said) => {
      const expected = toBinary(ServerFrameSchema, create(ServerFrameSchema, { request, body: said }));
      expect(Buffer.from(encodeServerFrame(request, said)).toString("hex")).toBe(Buffer.from(expected).toString("hex"));
    }),
  );
});

test("a frame is the same in memory that was used before", () => {
  const used = (sizeBytes: number) => new Uint8Array(sizeBytes + 7).fill(0xa5).subarray(3, sizeBytes + 3);
  fc.assert(
    fc.property(uint32, body, (request, said) => {
      const frame = Buffer.from(encodeServerFrame(request, said, used));
      expect(frame.toString("hex")).toBe(Buffer.from(encodeServerFrame(request, said)).toString("hex"));
    }),
  );
});

test("an identifier that is not ASCII is refused, not cut", () => {
  const value = create(SentSchema, { room: "é" });
  expect(() => encodeServerFrame(1, { case: "sent", value })).toThrow(RangeError);
});
