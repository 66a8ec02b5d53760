import type { MarkAnswer } from "@warbler/protocol";
import { memoryStore } from "@warbler/sdk";
import { expect, test } from "vitest";
import { Marks } from "./marks.ts";

test("a mark that was taken off while all were asked for stays off", async () => {
  const unread = { room: "AAAAAAAAAAAAAAAAAAAAAA", seq: 1, mark: "unread", atMs: 1 } as unknown as MarkAnswer;
  const answers = [Promise.withResolvers<MarkAnswer[]>(), Promise.withResolvers<MarkAnswer[]>()];
  let asked = 0;
  let tell: (event: object) => void = () => undefined;
  const client = {
    state: "online",
    on: (type: string, listener: typeof tell) => {
      if (type === "mark") tell = listener;
    },
    marks: () => answers[asked++]?.promise,
  };
  const marks = new Marks(client as never, memoryStore(), () => undefined);
  await marks.load(async () => undefined);
  tell({ type: "mark", on: false, ...unread });
  answers[0]?.resolve([unread]);
  answers[1]?.resolve([]);
  await expect.poll(() => asked).toBe(2);
  expect(marks.all).toEqual([]);
});
