import {
  ClientFrameSchema,
  ContentSchema,
  create,
  fromBinary,
  ServerFrameSchema,
  toBinary,
} from "@warbler/protocol/wire";
import { expect, test } from "vitest";
import { decodeFrame, encodeFetch, encodeSend } from "./frames.ts";

const ROOM = "AAAAAAAAAAAAAAAAAAAAAA";
const MESSAGE = "BAAAAAAAAAAAAAAAAAAAAA";
const text = "x".repeat(256);

const frameOf = (request: number, body: Parameters<typeof create<typeof ServerFrameSchema>>[1]) =>
  toBinary(ServerFrameSchema, create(ServerFrameSchema, { request, ...body }));
const contentOf = (said: string) =>
  toBinary(ContentSchema, create(ContentSchema, { body: { case: "message", value: { text: said } } }));

test("a Send written by hand is the one the schema reads", () => {
  for (const request of [1, 127, 128, 70_000]) {
    const frame = fromBinary(ClientFrameSchema, encodeSend(request, ROOM, MESSAGE, Buffer.from(text)));
    expect(frame).toMatchObject({ request, body: { case: "send", value: { room: ROOM, message: MESSAGE, kind: 1 } } });
    if (frame.body.case !== "send") throw new Error("expected a Send");
    expect(Buffer.from(frame.body.value.content)).toEqual(Buffer.from(contentOf(text)));
  }
});

test("a Fetch written by hand is the one the schema reads", () => {
  expect(fromBinary(ClientFrameSchema, encodeFetch(5, ROOM, 70_000, 250))).toMatchObject({
    request: 5,
    body: { case: "fetch", value: { room: ROOM, afterSeq: 70_000, limit: 250 } },
  });
});

test("answers and deliveries the schema writes are read by hand", () => {
  expect(decodeFrame(frameOf(7, { body: { case: "sent", value: { room: ROOM, seq: 300, atMs: 1e12 } } }))).toEqual({
    is: "sent",
    request: 7,
    seq: 300,
  });
  expect(decodeFrame(frameOf(9, { body: { case: "failed", value: { code: "forbidden" } } }))).toEqual({
    is: "failed",
    request: 9,
    code: "forbidden",
  });
  const records = [
    { seq: 200, device: ROOM, kind: 1, atMs: 1e12, content: contentOf("hello"), salt: new Uint8Array(32) },
  ];
  const read = decodeFrame(frameOf(0, { body: { case: "records", value: { room: ROOM, records } } }));
  if (read.is !== "records") throw new Error("expected records");
  expect(read.request).toBe(0);
  expect(read.records.map(({ seq, text: said }) => [seq, Buffer.from(said).toString()])).toEqual([[200, "hello"]]);
});
