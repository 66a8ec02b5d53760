import { messageIdAt } from "@warbler/protocol";
import { expect, test } from "vitest";
import { memoryStore } from "../store/memory-store.ts";
import { ruleOf, toldRule } from "./chat-rules.ts";
import { KEPT_RULE } from "./recall-rule.ts";

const NOON = Date.UTC(2026, 2, 1, 12);
const MINUTE = 60_000;
/** A record whose author says that it was written then, and that the server recorded later. */
const at = (writtenMs: number, laterMs = 0) => ({
  message: messageIdAt(writtenMs, new Uint8Array(10)),
  atMs: writtenMs + laterMs,
});

async function bookWith(recall: readonly { sinceMs: number; withinMs?: number }[], store = memoryStore()) {
  const call = async () => ({ recall, receipts: "optional", sharesReceipts: true });
  return { book: { recall: await toldRule({ api: { call } as never, store }) }, store };
}

test("a recall is judged by the rule of its own time", async () => {
  const { book } = await bookWith([
    { sinceMs: NOON, withinMs: 5 * MINUTE },
    { sinceMs: NOON + 60 * MINUTE, withinMs: MINUTE },
    { sinceMs: NOON + 120 * MINUTE },
  ]);
  const late = (fromMs: number, afterMs: number) => book.recall.isInTime(at(fromMs), at(fromMs + afterMs));
  expect(late(NOON - 600 * MINUTE, 500 * MINUTE)).toBe(true);
  expect(late(NOON, 5 * MINUTE - 1)).toBe(true);
  expect(late(NOON, 5 * MINUTE)).toBe(false);
  expect(late(NOON + 60 * MINUTE, 2 * MINUTE)).toBe(false);
  expect(late(NOON + 60 * MINUTE, 80 * MINUTE)).toBe(true);
  expect(book.recall.untilMs(at(NOON))).toBeUndefined();
});

test("neither the author's clock nor the server's alone lets a late recall pass", async () => {
  const { book } = await bookWith([{ sinceMs: 0, withinMs: 5 * MINUTE }]);
  expect(book.recall.isInTime(at(NOON), at(NOON + MINUTE, 10 * MINUTE))).toBe(false);
  expect(book.recall.isInTime(at(NOON), { ...at(NOON + 10 * MINUTE), atMs: NOON + MINUTE })).toBe(false);
  expect(book.recall.isInTime(at(NOON), at(NOON + MINUTE, 2 * MINUTE))).toBe(true);
  // Identifiers that tell no time leave the server's.
  const odd = { message: messageIdAt(7, new Uint8Array(10)), atMs: NOON };
  expect(book.recall.isInTime(odd, at(NOON + MINUTE))).toBe(true);
  expect(book.recall.isInTime(odd, at(NOON + 6 * MINUTE))).toBe(false);
});

test("the end that is shown is that of whichever clock is earlier, and 0 ends at once", async () => {
  const { book } = await bookWith([{ sinceMs: 0, withinMs: 5 * MINUTE }]);
  expect(book.recall.untilMs(at(NOON, MINUTE))).toBe(NOON + 5 * MINUTE);
  const { book: never } = await bookWith([{ sinceMs: 0, withinMs: 0 }]);
  expect(never.recall.untilMs(at(NOON))).toBe(NOON);
  expect(never.recall.isInTime(at(NOON), at(NOON))).toBe(false);
});

test("what was told is known again without a network; what was never told is no rule", async () => {
  const { store } = await bookWith([{ sinceMs: 0, withinMs: MINUTE }]);
  const kept = await store.read(KEPT_RULE);
  expect(ruleOf(kept ?? new Uint8Array()).isInTime(at(NOON), at(NOON + 2 * MINUTE))).toBe(false);
  const fresh = ruleOf(new Uint8Array());
  expect(fresh.isInTime(at(NOON), at(NOON + 2 * MINUTE))).toBe(true);
});
