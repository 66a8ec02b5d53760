import { type MessageId, newId } from "@warbler/protocol";
import { describe, expect, test } from "vitest";
import { RoomIndex } from "./room-index.ts";
import { fold, termsOf, wordsOf } from "./words.ts";

const indexOf = (...texts: string[]) => {
  const index = new RoomIndex();
  const ids = texts.map(() => newId<MessageId>());
  for (const [at, text] of texts.entries()) index.message(at + 1, ids[at] as MessageId, text);
  return { index, ids };
};
const found = (index: RoomIndex, query: string) => [...index.candidates(termsOf(query))];

describe("words", () => {
  test("a Chinese character is a word of its own, letters and digits run together", () => {
    expect([...wordsOf(fold("端到端Encryption 2026年"))]).toEqual(["端", "到", "encryption", "2026", "年"]);
  });
  test("a query is split at spaces, quotes hold words together, punctuation alone asks for nothing", () => {
    expect(termsOf('加密 "end to end" !!! Ａ')).toEqual(["加密", "end to end", "a"]);
    expect(termsOf("!!! …")).toEqual([]);
  });
});

describe("an index of a room", () => {
  test("finds Chinese words of one, two and more characters, newest first", () => {
    const { index } = indexOf("安全意识培训", "端到端加密", "意识", "nothing");
    expect(found(index, "密")).toEqual([2]);
    expect(found(index, "意识")).toEqual([3, 1]);
    expect(found(index, "安全意识")).toEqual([1]);
  });
  test("finds a word by its beginning and all of several words", () => {
    const { index } = indexOf("encryption works", "encrypt this", "works");
    expect(found(index, "encrypt")).toEqual([2, 1]);
    expect(found(index, "encryption works")).toEqual([1]);
  });
  test("a recalled message is not found, an edited one keeps its place", () => {
    const { index, ids } = indexOf("alpha", "beta");
    index.recall(ids[0] as MessageId);
    index.edit(3, ids[1] as MessageId, "gamma");
    expect(found(index, "alpha")).toEqual([]);
    expect(found(index, "gamma")).toEqual([2]);
    expect(index.textSeqOf(2)).toBe(3);
  });
});
