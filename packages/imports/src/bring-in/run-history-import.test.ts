import { newId, type RoomId } from "@warbler/protocol";
import { expect, test } from "vitest";
import { openExport } from "../open-export.ts";
import { memoryArchive } from "../testing/memory-archive.ts";
import type { ImportCursor, ImportState } from "./import-state.ts";
import { type HistoryMessage, type HistoryTarget, runHistoryImport } from "./run-history-import.ts";
import { survey } from "./survey.ts";

const COUNT = 1_300;
const archive = memoryArchive({
  "users.json": [{ id: "U1", name: "kestrel", real_name: "Kestrel\u202e" }],
  "channels.json": ["C1", "C2"].map((id) => ({ id, name: `name of ${id}`, members: ["U1"] })),
  ...Object.fromEntries(
    ["C1", "C2"].map((id) => [
      `name of ${id}/2004-11-09.json`,
      Array.from({ length: COUNT }, (_, at) => ({
        type: "message",
        user: at === 7 ? "U9" : "U1",
        ts: `${1_100_000_000 + at}.000100`,
        text: at === 3 ? "long ".repeat(7_000) : `osprey ${at}`,
        ...(at === 5 && { thread_ts: "1100000000.000100", reactions: [{ name: "eagle", users: ["U1"] }] }),
      })),
    ]),
  ),
});

function memoryState(): ImportState {
  let kept: ImportCursor | undefined;
  return {
    cursor: async () => kept,
    advance: async (cursor) => {
      kept = cursor;
    },
  };
}

/** Rooms that keep what they are given once, and fail at the batch named. */
function rooms(failAtBatch = Number.POSITIVE_INFINITY) {
  const kept = new Map<string, Map<string, HistoryMessage>>();
  let [batches, failing] = [0, failAtBatch];
  const target: HistoryTarget = {
    async room({ sourceId }) {
      const messages = kept.get(sourceId) ?? new Map<string, HistoryMessage>();
      kept.set(sourceId, messages);
      return {
        room: newId<RoomId>(),
        async add(given) {
          batches += 1;
          if (batches === failing) throw new Error("the line is dead");
          const fresh = given.filter((message) => !messages.has(message.sourceId));
          for (const message of fresh) messages.set(message.sourceId, message);
          return { added: fresh.length, repeated: given.length - fresh.length, refused: [] };
        },
      };
    },
    upload: async () => [],
  };
  return {
    target,
    kept,
    resume: () => {
      failing = Number.POSITIVE_INFINITY;
    },
  };
}

async function run(target: HistoryTarget, state = memoryState()) {
  const { signal } = new AbortController();
  const reader = await openExport(archive, { format: "slack" });
  const source = { reader, survey: await survey(reader, signal), roomPrefix: "" };
  return runHistoryImport(source, { target, state, signal, onProgress: () => {} });
}

test("messages keep author, time, thread and reactions; a long one goes on in further pieces", async () => {
  const { target, kept } = rooms();
  const imported = await run(target);
  expect(imported).toMatchObject({ added: 2 * (COUNT + 2), repeated: 0, refused: [], peopleAdded: 0 });
  const messages = [...(kept.get("C1")?.values() ?? [])];
  const root = messages[0]?.sourceId;
  expect(messages[0]).toMatchObject({ author: "Kestrel", atMs: 1_100_000_000_000, text: "osprey 0" });
  expect(messages.slice(3, 6).map(({ text }) => text.length)).toEqual([16_000, 16_000, 3_000]);
  expect(messages[7]).toMatchObject({ thread: root, reactions: [{ emoji: "🦅", count: 1, names: ["Kestrel"] }] });
});

test("an import that fails at any batch goes on, and nothing is missing or out of order", async () => {
  const whole = rooms();
  await run(whole.target);
  for (let failAt = 1; failAt <= 6; failAt++) {
    const { target, kept, resume } = rooms(failAt);
    const state = memoryState();
    await expect(run(target, state)).rejects.toThrow("the line is dead");
    resume();
    await run(target, state);
    for (const id of ["C1", "C2"])
      expect([...(kept.get(id)?.keys() ?? [])]).toEqual([...(whole.kept.get(id)?.keys() ?? [])]);
  }
});
