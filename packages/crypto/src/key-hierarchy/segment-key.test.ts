import { type AccountId, idFromDigest, newId, type RoomId } from "@warbler/protocol";
import { expect, test } from "vitest";
import { monthFromText } from "./month.ts";
import { type SegmentKeySource, segmentKey } from "./segment-key.ts";

const month = monthFromText("2026-11");
if (month === undefined) throw new Error("expected a month");
const authorsOf = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    accountId: idFromDigest<AccountId>(new Uint8Array(16).fill(at % 100).fill(Math.floor(at / 100), 8)),
    monthKey: new Uint8Array(32).fill(at % 256),
  }));
const source = (change: Partial<SegmentKeySource> = {}): SegmentKeySource => ({
  treeState: new Uint8Array(42).fill(7),
  authors: authorsOf(3),
  roomId: idFromDigest<RoomId>(new Uint8Array(16).fill(9)),
  month,
  ...change,
});
const hex = (of: SegmentKeySource) => segmentKey(of).export().toString("hex");

test("a segment of a busy room's month has a key, however many wrote in it", () => {
  expect(hex(source({ authors: authorsOf(5_000) }))).toHaveLength(64);
});

test("everything it comes from changes the key", () => {
  const [first, ...rest] = authorsOf(3);
  if (first === undefined) throw new Error("expected authors");
  const changed = [
    source(),
    source({ treeState: new Uint8Array(42).fill(8) }),
    source({ authors: rest }),
    source({ authors: [{ ...first, monthKey: new Uint8Array(32).fill(99) }, ...rest] }),
    source({ authors: [{ ...first, accountId: newId<AccountId>() }, ...rest] }),
    source({ roomId: newId<RoomId>() }),
    source({ month: monthFromText("2026-12") ?? month }),
  ];
  expect(new Set(changed.map(hex)).size).toBe(changed.length);
});

test("a key of another length is refused", () => {
  const authors = [{ accountId: newId<AccountId>(), monthKey: new Uint8Array(31) }];
  expect(() => segmentKey(source({ authors }))).toThrow(RangeError);
});
