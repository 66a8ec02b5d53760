import { describe, expect, test } from "vitest";
import { type Batch, sendInOrder } from "./in-order.ts";

/** A server that answers when it is told to. */
function heldServer() {
  const started: string[] = [];
  const answers = new Map<string, { resolve: () => void; reject: (error: Error) => void }>();
  return {
    started,
    send({ items }: Batch<string>): Promise<void> {
      const name = items.join();
      started.push(name);
      return new Promise((resolve, reject) => answers.set(name, { resolve, reject }));
    },
    async answer(name: string, error?: Error): Promise<void> {
      const waiting = answers.get(name);
      if (error === undefined) waiting?.resolve();
      else waiting?.reject(error);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

/** Notes what is confirmed, and has up to four under way. */
function confirmingQueue() {
  const server = heldServer();
  const confirmed: string[] = [];
  const queue = sendInOrder({
    send: server.send,
    confirmed: async ({ items }: Batch<string>) => void confirmed.push(...items),
    maxUnderWay: 4,
  });
  return { server, confirmed, queue };
}

const batch = (room: string, item: string): Batch<string> => ({ room, items: [item] });

describe("batches", () => {
  test("of one room are sent one after the other, those of others meanwhile", async () => {
    const server = heldServer();
    const queue = sendInOrder({ send: server.send, confirmed: async () => {}, maxUnderWay: 4 });
    for (const [room, item] of [
      ["a", "a1"],
      ["a", "a2"],
      ["b", "b1"],
    ] as const)
      await queue.add(batch(room, item));
    await server.answer("none");
    expect(server.started).toEqual(["a1", "b1"]);
    await server.answer("a1");
    expect(server.started).toEqual(["a1", "b1", "a2"]);
    await server.answer("b1");
    await server.answer("a2");
    await queue.settle();
  });

  test("are confirmed in the order they were added, whatever is answered first", async () => {
    const { server, confirmed, queue } = confirmingQueue();
    await queue.add(batch("a", "a1"));
    await queue.add(batch("b", "b1"));
    await server.answer("b1");
    expect(confirmed).toEqual([]);
    await server.answer("a1");
    await queue.settle();
    expect(confirmed).toEqual(["a1", "b1"]);
  });

  test("wait when as many are under way as may be", async () => {
    const server = heldServer();
    const queue = sendInOrder({ send: server.send, confirmed: async () => {}, maxUnderWay: 2 });
    await queue.add(batch("a", "a1"));
    await queue.add(batch("b", "b1"));
    let isAdded = false;
    const third = queue.add(batch("c", "c1")).then(() => (isAdded = true));
    await server.answer("none");
    expect(isAdded).toBe(false);
    await server.answer("b1");
    await third;
    await server.answer("a1");
    await server.answer("c1");
    await queue.settle();
  });

  test("after a failed one are neither sent nor confirmed, and the failure is thrown", async () => {
    const { server, confirmed, queue } = confirmingQueue();
    await queue.add(batch("a", "a1"));
    await queue.add(batch("a", "a2"));
    await server.answer("a1", new Error("refused"));
    await expect(queue.settle()).rejects.toThrow("refused");
    await expect(queue.add(batch("a", "a3"))).rejects.toThrow("refused");
    expect(server.started).toEqual(["a1"]);
    expect(confirmed).toEqual([]);
  });
});
