import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type AttachmentId, LIMITS, type MessageId, newId, RECORD_KINDS, type RoomId } from "@warbler/protocol";
import { describe, expect, test } from "vitest";
import type { Erasure } from "../../kernel/erasure.ts";
import { append } from "../../kernel/plan.ts";
import { type Organisation, organisation } from "../../testing/organisation.ts";
import { attachmentRules } from "./attachments.ts";
import { type BlobStore, folderStore } from "./blob-store.ts";
import { attachmentCollector } from "./collector.ts";
import { attachmentTables } from "./tables.ts";
import { useSteps } from "./uses.ts";

const CHUNK_BYTES = 1_024;

async function filesOf(world: Organisation, { level = "sealed" }: { level?: "sealed" | "e2ee" } = {}) {
  const room = await world.room();
  const ahead = { ms: 0 };
  const clock = { ...world.kernel.clock, nowMs: () => world.kernel.clock.nowMs() + ahead.ms };
  const folder = folderStore(join(world.folder, "attachments"));
  let isBroken = false;
  const blobs: BlobStore = {
    ...folder,
    remove: (key) => (isBroken ? Promise.reject(new Error("the disk is away")) : folder.remove(key)),
  };
  const rules = attachmentRules({ ...world.kernel, blobs });
  const writing = await world.grant(world.owner, "attachment.write", { kind: "room", room });
  const collector = attachmentCollector({ ...world.kernel, clock, blobs, levelOf: async () => level });
  const upload = async (chunks: readonly number[] = [0, 1]) => {
    const id = newId<AttachmentId>();
    await rules.start(writing, { id, sizeBytes: 2 * CHUNK_BYTES, chunkBytes: CHUNK_BYTES });
    for (const chunk of chunks) await rules.putChunk(writing, id, chunk, new Uint8Array(CHUNK_BYTES).fill(chunk));
    return id;
  };
  /** A message that has these files; says its seq. */
  let seq = 0;
  const say = async (...ids: AttachmentId[]) => {
    const message = newId<MessageId>();
    const author = world.owner.account;
    const content = new Uint8Array(8);
    const record = {
      room,
      message,
      author,
      device: null,
      kind: RECORD_KINDS.message,
      atMs: Date.UTC(2026, 10, 5),
      imported: false,
      content,
    };
    await world.write(...useSteps(room, message, ids), append(record));
    return ++seq;
  };
  const erase = async (erasure: Erasure) =>
    world.kernel.eraser.erase(await world.grant(world.owner, "records.erase", { kind: "org" }), erasure);
  const stored = async () =>
    (await readdir(join(world.folder, "attachments"), { recursive: true, withFileTypes: true }).catch(() => [])).filter(
      (file) => file.isFile(),
    ).length;
  const told = async () =>
    (
      await world.kernel.reader.all<{ kind: string }>(
        `SELECT "kind" FROM "facts" WHERE "kind" LIKE 'attachment.remov%' ORDER BY "leaf"`,
        [],
      )
    ).map(({ kind }) => kind);
  return {
    room,
    rules,
    writing,
    collector,
    ahead,
    upload,
    say,
    erase,
    stored,
    told,
    breakDisk: (is: boolean) => {
      isBroken = is;
    },
  };
}
const messageIn = (room: RoomId, seq: number): Erasure => ({ what: "message", room, seq });

describe("the chunks of a file", () => {
  test("go when every message that had it is erased, on record, and nobody reads it any more", async () => {
    await using world = await organisation(attachmentTables);
    const files = await filesOf(world);
    const [shared, other] = [await files.upload(), await files.upload()];
    const [first, second] = [await files.say(shared), await files.say(shared, other)];
    await files.erase(messageIn(files.room, first));
    await files.collector.sweep();
    expect(await files.stored()).toBe(4);
    await files.erase(messageIn(files.room, second));
    await files.collector.sweep({ room: files.room });
    expect(await files.stored()).toBe(0);
    expect(await files.told()).toEqual(Array(2).fill(["attachment.removal-intended", "attachment.removed"]).flat());
    const reading = await world.grant(world.owner, "attachment.read", { kind: "room", room: files.room });
    expect(await files.rules.read(reading, shared)).toMatchObject({ refusal: { code: "not-found" } });
  });

  test("go when no message has had it for a week, and not before", async () => {
    await using world = await organisation(attachmentTables);
    const files = await filesOf(world);
    await files.say(await files.upload());
    await files.upload();
    files.ahead.ms = LIMITS.attachmentUnusedMs - 60_000;
    await files.collector.sweep();
    expect(await files.stored()).toBe(4);
    files.ahead.ms = LIMITS.attachmentUnusedMs + 60_000;
    await files.collector.sweep();
    expect(await files.stored()).toBe(2);
  });

  test("stay in end-to-end rooms when the file is whole, of whose messages the server cannot tell", async () => {
    await using world = await organisation(attachmentTables);
    const files = await filesOf(world, { level: "e2ee" });
    await files.upload();
    files.ahead.ms = 10 * LIMITS.attachmentUnusedMs;
    await files.collector.sweep();
    expect(await files.stored()).toBe(2);
  });

  test("go from end-to-end rooms as well, when a week later the file is not whole", async () => {
    await using world = await organisation(attachmentTables);
    const files = await filesOf(world, { level: "e2ee" });
    const whole = await files.upload();
    await files.upload([1]);
    await files.upload([]);
    files.ahead.ms = LIMITS.attachmentUnusedMs - 60_000;
    await files.collector.sweep();
    expect(await files.stored()).toBe(3);
    files.ahead.ms = LIMITS.attachmentUnusedMs + 60_000;
    await files.collector.sweep();
    expect(await files.stored()).toBe(2);
    const reading = await world.grant(world.owner, "attachment.read", { kind: "room", room: files.room });
    expect(await files.rules.read(reading, whole)).toMatchObject({ value: { complete: true } });
  });

  test("go with the last message of their room, whoever named the file in another one", async () => {
    await using world = await organisation(attachmentTables);
    const files = await filesOf(world);
    const id = await files.upload();
    const seq = await files.say(id);
    const elsewhere = await world.room();
    for (const file of [id, newId<AttachmentId>()])
      await expect(world.write(...useSteps(elsewhere, newId<MessageId>(), [file]))).rejects.toThrow("not-found");
    await files.erase(messageIn(files.room, seq));
    await files.collector.sweep();
    expect(await files.stored()).toBe(0);
  });

  test("that could not be taken away are, by the next sweep; meanwhile no message can have the file", async () => {
    await using world = await organisation(attachmentTables);
    const files = await filesOf(world);
    const id = await files.upload();
    await files.erase(messageIn(files.room, await files.say(id)));
    files.breakDisk(true);
    await expect(files.collector.sweep()).rejects.toThrow("the disk is away");
    expect(await files.told()).toEqual(["attachment.removal-intended"]);
    await expect(files.say(id)).rejects.toThrow("not-found");
    expect((await files.rules.putChunk(files.writing, id, 0, new Uint8Array(CHUNK_BYTES))).ok).toBe(false);
    files.breakDisk(false);
    await files.collector.sweep();
    expect(await files.stored()).toBe(0);
    expect(await files.told()).toEqual(["attachment.removal-intended", "attachment.removed"]);
  });
});
