import { type AccountId, newId, type RoomId } from "@warbler/protocol";
import { describe, expect, test } from "vitest";
import type { ExportReader } from "../export-reader.ts";
import { type Message, type Person, sourceId } from "../records.ts";
import type { ImportCursor, ImportState } from "./import-state.ts";
import { type ImportTarget, runImport } from "./run-import.ts";
import { survey } from "./survey.ts";

const anna: Person = { sourceId: sourceId("U1"), name: "anna", displayName: "Anna", isBot: false, isDeleted: false };
const bot: Person = { ...anna, sourceId: sourceId("B1"), name: "bot", displayName: "Bot\u202e", isBot: true };

function reader(messages: number, channels = 2): ExportReader {
  const channelIds = Array.from({ length: channels }, (_, at) => sourceId<Message["channelSourceId"]>(`C${at}`));
  async function* all(after?: string): AsyncGenerator<Message> {
    let isBehind = after === undefined;
    for (const channelSourceId of channelIds) {
      for (let at = 0; at < messages; at += 1) {
        const message: Message = {
          sourceId: sourceId(`${channelSourceId}/${at}`),
          channelSourceId,
          authorSourceId: at % 2 === 0 ? anna.sourceId : bot.sourceId,
          ...(at % 2 === 1 && { unlistedAuthor: bot }),
          sentAtMs: at,
          text: `text ${at}`,
          mentions: [],
          reactions: [],
          attachments: [],
          kind: "message",
        };
        if (isBehind) yield message;
        else isBehind = message.sourceId === after;
      }
    }
  }
  return {
    format: "slack",
    skippedOnOpening: [],
    people: () => [anna],
    channels: () =>
      [...channelIds, sourceId<Message["channelSourceId"]>("empty")].map((id) => ({
        sourceId: id,
        kind: "public" as const,
        name: String(id),
        memberSourceIds: [anna.sourceId, sourceId<typeof anna.sourceId>("a stranger of a shared channel")],
        isArchived: false,
      })),
    messages: (options) => all(options?.after),
  };
}

/** A server that keeps what it is given, and knows what it has. */
function memoryTarget(failAfterBatches = Number.POSITIVE_INFINITY) {
  const records = new Map<string, string[]>();
  const people = new Map<string, AccountId>();
  const members = new Map<string, AccountId[]>();
  let batches = 0;
  const target: ImportTarget = {
    async people(list) {
      const before = people.size;
      for (const person of list) people.set(person.sourceId, people.get(person.sourceId) ?? newId<AccountId>());
      return { accounts: Object.fromEntries(people), added: people.size - before };
    },
    room: async (room) => ({ room: room.sourceId as RoomId, records: 0 }),
    async members(room, accounts) {
      members.set(room, [...accounts]);
      return { added: accounts.length };
    },
    async records(room, list) {
      batches += 1;
      if (batches > failAfterBatches) throw new Error("the line is dead");
      const stored = records.get(room) ?? [];
      const fresh = list.filter((record) => !stored.includes(record.sourceId));
      records.set(room, [...stored, ...fresh.map((record) => record.sourceId)]);
      return {
        added: fresh.length,
        repeated: list.length - fresh.length,
        refused: [],
        log: { leaf: batches, position: 0 },
      };
    },
    upload: async () => [],
  };
  return { target, records, people, members };
}

function memoryState(): ImportState {
  let kept: ImportCursor | undefined;
  return {
    cursor: async () => kept,
    advance: async (cursor) => {
      kept = cursor;
    },
  };
}

async function importInto(target: ImportTarget, source: ExportReader, state = memoryState()) {
  const signal = new AbortController().signal;
  const progress: number[] = [];
  const imported = await runImport(
    { reader: source, survey: await survey(source, signal), roomPrefix: "old/" },
    { target, state, signal, onProgress: (phase, done) => phase === "records" && progress.push(done) },
  );
  return { imported, progress, cursor: await state.cursor() };
}

describe("an import", () => {
  test("brings every message in, in order, with authors the export does not list", async () => {
    const { target, records, people, members } = memoryTarget();
    const { imported, progress } = await importInto(target, reader(1_200));
    expect([...new Set([...members.values()].flat())]).toEqual([people.get("U1")]);
    expect(imported).toMatchObject({ added: 2_400, repeated: 0, peopleAdded: 2, refused: [] });
    expect(records.get("C1")).toEqual(Array.from({ length: 1_200 }, (_, at) => `C1/${at}`));
    expect([...people.keys()]).toEqual(["U1", "B1"]);
    expect(progress.at(-1)).toBe(2_400);
  });

  test("run twice adds nothing the second time", async () => {
    const { target } = memoryTarget();
    await importInto(target, reader(700));
    const { imported } = await importInto(target, reader(700));
    expect(imported).toMatchObject({ added: 0, repeated: 1_400, peopleAdded: 0 });
  });

  test("that was cut off goes on behind what was confirmed, and nothing is there twice or missing", async () => {
    const state = memoryState();
    const { target, records } = memoryTarget(30);
    await expect(importInto(target, reader(10_000), state)).rejects.toThrow("the line is dead");
    const whole = memoryTarget();
    for (const [room, list] of records) whole.records.set(room, list);
    const { imported } = await importInto(whole.target, reader(10_000), state);
    expect(imported.repeated).toBeLessThanOrEqual(10 * 500);
    for (const room of ["C0", "C1"]) {
      expect(whole.records.get(room)).toEqual(Array.from({ length: 10_000 }, (_, at) => `${room}/${at}`));
    }
  });

  test("of an empty export is done at once", async () => {
    const { target } = memoryTarget();
    const { imported } = await importInto(target, reader(0));
    expect(imported).toMatchObject({ added: 0, repeated: 0 });
  });
});
