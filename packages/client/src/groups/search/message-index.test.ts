/** Searching the texts that a device holds: what is found. How long it takes is in the benchmark `web`. */
import { type AccountId, idFromDigest, type MessageId } from "@warbler/protocol";
import { expect, test } from "vitest";
import { MessageIndex, termsOf } from "./message-index.ts";

const idOf = <T extends AccountId | MessageId>(number: number): T => {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setUint32(1, number);
  return idFromDigest<T>(bytes);
};
const [ANN, BEN] = [idOf<AccountId>(1), idOf<AccountId>(2)];
const said = (seq: number, text: string, author = ANN) =>
  ({ kind: "message", seq, message: idOf<MessageId>(seq), author, atMs: seq, text }) as const;
const found = (index: MessageIndex, query: string) => index.find({ terms: termsOf(query) }).map(({ seq }) => seq);

test("words of one, two and more Chinese characters, of any case and width, and whole phrases are found", () => {
  const index = new MessageIndex();
  index.take(said(1, "明天演练端到端加密"));
  index.take(said(2, "Encryption at rest"));
  for (const query of ["密", "加密", "端到端加", "演练 加密", '"端到端"']) expect(found(index, query)).toEqual([1]);
  for (const query of ["ENCRYPT", "ｅｎｃｒｙｐｔｉｏｎ", '"at rest"', "rest encryption"])
    expect(found(index, query)).toEqual([2]);
  expect(found(index, '"rest at"')).toEqual([]);
});

test("only messages with a link, or only those with a file, are found where that is asked for", () => {
  const index = new MessageIndex();
  index.take(said(1, "plan in words"));
  index.take(said(2, "plan at https://example.org"));
  index.take({ ...said(3, "plan as a file"), hasFiles: true });
  const found = (has: "file" | "link") => index.find({ terms: ["plan"], has }).map(({ seq }) => seq);
  expect([found("link"), found("file")]).toEqual([[2], [3]]);
});

test("the newest edit by its author counts, a recall hides, and both may come before the message", () => {
  const index = new MessageIndex();
  const target = idOf<MessageId>(3);
  index.take({ kind: "edit", seq: 5, target, author: ANN, isModerator: false, text: "second" });
  index.take(said(3, "first"));
  index.take({ kind: "edit", seq: 4, target, author: ANN, isModerator: false, text: "between" });
  index.take({ kind: "edit", seq: 6, target, author: BEN, isModerator: true, text: "not his" });
  expect([found(index, "first"), found(index, "second"), found(index, "his")]).toEqual([[], [3], []]);
  index.take({ kind: "recall", seq: 7, target, author: BEN, isModerator: false, text: "" });
  expect(found(index, "second")).toEqual([3]);
  index.take({ kind: "recall", seq: 8, target, author: BEN, isModerator: true, text: "" });
  expect(found(index, "second")).toEqual([]);
});
