import { expect, test } from "vitest";
import { collectAnswers } from "./collect-answers.ts";

/** A room of that many messages, asked in pages of 500. */
async function collected(rootSeq: number, firstShown: () => number, pageSize = 500) {
  const taken: number[] = [];
  let pages = 0;
  await collectAnswers({
    rootSeq,
    firstShown,
    page: async (after, before) => {
      pages++;
      return Array.from({ length: Math.min(pageSize, before - after - 1) }, (_, at) => ({ seq: after + 1 + at }));
    },
    take: (messages) => taken.push(...messages.map(({ seq }) => seq)),
  });
  return { taken, pages };
}

test("between the first message and what is shown there is no hole, however much lies there", async () => {
  const { taken, pages } = await collected(10, () => 1_800);
  expect(taken).toEqual(Array.from({ length: 1_789 }, (_, at) => 11 + at));
  expect(pages).toBe(4);
});

test("where they touch nothing is asked, and it ends where the room has come nearer or has nothing", async () => {
  expect((await collected(10, () => 11)).pages).toBe(0);
  expect((await collected(10, () => 5)).pages).toBe(0);
  const shown = [1_800, 1_800, 600];
  expect((await collected(10, () => shown.shift() ?? 600)).taken.at(-1)).toBe(599);
  expect((await collected(10, () => 1_800, 0)).pages).toBe(1);
});
