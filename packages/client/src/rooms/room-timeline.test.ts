import { expect, test } from "vitest";
import { memoryStore } from "../store/memory-store.ts";
import type { Store } from "../store/store.ts";
import { twoPeople } from "../testing/people.ts";

/** Counts how often records are read from it, each time later than what needs no disk. */
function countingStore(): { readonly store: Store; readonly reads: () => number } {
  const store = memoryStore();
  let count = 0;
  return {
    store: {
      ...store,
      list: async (range) => {
        if (range.prefix.startsWith("record/")) count++;
        await new Promise(setImmediate);
        return store.list(range);
      },
      close: async () => undefined,
    },
    reads: () => count,
  };
}

test("a room that is opened for the first time shows what came without reading it back; a later run reads it", async () => {
  const { server, alice, room, connectAs } = await twoPeople();
  for (const text of ["one", "two", "three"]) server.say(room, alice.id, text);
  const { store, reads } = countingStore();
  const auth = server.signIn(alice);
  const textsOf = async () => {
    await using client = await connectAs(alice, { store, auth });
    return (await (await client.room(room.id)).history({ limit: 3 })).map(({ text }) => text);
  };
  expect(await textsOf()).toEqual(["one", "two", "three"]);
  expect(reads()).toBe(0);
  expect(await textsOf()).toEqual(["one", "two", "three"]);
  expect(reads()).toBeGreaterThan(0);
});

test("a page that several ask for at once is read once", async () => {
  const { server, alice, room, connectAs } = await twoPeople();
  for (const text of ["one", "two", "three"]) server.say(room, alice.id, text);
  const { store, reads } = countingStore();
  const auth = server.signIn(alice);
  {
    await using client = await connectAs(alice, { store, auth });
    await (await client.room(room.id)).history();
  }
  const before = reads();
  await using client = await connectAs(alice, { store, auth });
  const held = await client.room(room.id);
  held.on("change", () => undefined);
  held.on("event", () => undefined);
  const [once, again] = await Promise.all([held.history(), held.items()]);
  expect(once.map(({ text }) => text)).toEqual(["one", "two", "three"]);
  expect(again.flatMap((item) => (item.kind === "message" ? item.text : []))).toEqual(["one", "two", "three"]);
  expect(reads() - before).toBe(1);
});
