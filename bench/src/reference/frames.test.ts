import { expect, test } from "vitest";
import {
  decodeRecord,
  decodeSend,
  encodeNumbers,
  encodePage,
  encodeRecord,
  encodeSend,
  itemsOf,
  kinds,
} from "./frames.ts";

const id = Buffer.alloc(16, 7);
const record = { room: 3, seq: 41, sender: 9, id, body: Buffer.from("你好") };

test("items that share a message come out in order and unchanged", () => {
  const message = Buffer.concat([
    encodeNumbers(kinds.ack, 5, 6),
    encodeSend(8, 3, id, record.body),
    encodeRecord(record),
  ]);
  const [ack, send, delivered, ...rest] = [...itemsOf(message)];
  expect([ack?.kind, ack?.payload.readUInt32LE(0), ack?.payload.readUInt32LE(4)]).toEqual([kinds.ack, 5, 6]);
  expect(decodeSend(send?.payload ?? Buffer.alloc(0))).toEqual({ requestId: 8, room: 3, id, body: record.body });
  expect(decodeRecord(delivered?.payload ?? Buffer.alloc(0))).toEqual(record);
  expect(rest).toEqual([]);
});

test("a page carries its request's number and its records", () => {
  const [page] = [...itemsOf(encodePage(12, [record, { ...record, seq: 42 }]))];
  const payload = page?.payload ?? Buffer.alloc(0);
  expect(payload.readUInt32LE(0)).toBe(12);
  expect([...itemsOf(payload.subarray(4))].map((each) => decodeRecord(each.payload).seq)).toEqual([41, 42]);
});

test("every prefix of a message is refused", () => {
  const whole = encodeRecord(record);
  for (let length = 1; length < whole.length; length++) {
    expect(() => [...itemsOf(whole.subarray(0, length))]).toThrow(RangeError);
  }
});
