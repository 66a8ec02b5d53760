import { join } from "node:path";
import { type AttachmentId, newId } from "@warbler/protocol";
import { describe, expect, test } from "vitest";
import { type Organisation, organisation } from "../../testing/organisation.ts";
import { attachmentRules } from "./attachments.ts";
import { folderStore } from "./blob-store.ts";
import { attachmentTables } from "./tables.ts";

const CHUNK_BYTES = 1_024;
const SIZE_BYTES = 2 * CHUNK_BYTES + 10;
const filled = (byte: number, length = CHUNK_BYTES) => new Uint8Array(length).fill(byte);

async function upload(world: Organisation) {
  const room = await world.room();
  const member = await world.person("member", [room]);
  const files = attachmentRules({ ...world.kernel, blobs: folderStore(join(world.folder, "attachments")) });
  const on = { kind: "room", room } as const;
  const writing = await world.grant(world.owner, "attachment.write", on);
  const reading = await world.grant(member, "attachment.read", on);
  const file = { id: newId<AttachmentId>(), room, sizeBytes: SIZE_BYTES, chunkBytes: CHUNK_BYTES };
  const started = await files.start(writing, file);
  expect(started).toMatchObject({ value: { chunks: 3, stored: [], complete: false } });
  return { files, file, room, member, writing, reading };
}

describe("a file", () => {
  test("is uploaded in any order, resumed by asking what is there, and read by members", async () => {
    await using world = await organisation(attachmentTables);
    const { files, file, writing, reading } = await upload(world);
    const last = filled(3, 10);
    expect((await files.putChunk(writing, file.id, 2, last)).ok).toBe(true);
    expect((await files.putChunk(writing, file.id, 0, filled(1))).ok).toBe(true);
    expect(await files.start(writing, file)).toMatchObject({ value: { stored: [0, 2], complete: false } });
    expect(await files.getChunk(reading, file.id, 1)).toMatchObject({ refusal: { code: "attachment-incomplete" } });
    expect((await files.putChunk(writing, file.id, 1, filled(2))).ok).toBe(true);
    expect(await files.read(reading, file.id)).toMatchObject({ value: { stored: [0, 1, 2], complete: true } });
    const chunk = await files.getChunk(reading, file.id, 2);
    expect(chunk.ok && [...Buffer.from(chunk.value.raw)]).toEqual([...last]);
  });

  test("takes only chunks of the announced sizes, and only from who announced it", async () => {
    await using world = await organisation(attachmentTables);
    const { files, file, room, member, writing } = await upload(world);
    const mismatch = { refusal: { code: "chunk-mismatch" } };
    expect(await files.putChunk(writing, file.id, 0, filled(1, CHUNK_BYTES - 1))).toMatchObject(mismatch);
    expect(await files.putChunk(writing, file.id, 2, filled(1, 11))).toMatchObject(mismatch);
    expect(await files.putChunk(writing, file.id, 3, filled(1))).toMatchObject(mismatch);
    const others = await world.grant(member, "attachment.write", { kind: "room", room });
    expect(await files.putChunk(others, file.id, 0, filled(1))).toMatchObject({ refusal: { code: "not-author" } });
    const larger = { ...file, sizeBytes: SIZE_BYTES + 1 };
    expect(await files.start(writing, larger)).toMatchObject({ refusal: { code: "id-reused" } });
  });

  test("is not there for members of another room", async () => {
    await using world = await organisation(attachmentTables);
    const { files, file, writing } = await upload(world);
    await files.putChunk(writing, file.id, 0, filled(1));
    const elsewhere = await world.grant(world.owner, "attachment.read", { kind: "room", room: await world.room() });
    expect(await files.read(elsewhere, file.id)).toMatchObject({ refusal: { code: "not-found" } });
    expect(await files.getChunk(elsewhere, file.id, 0)).toMatchObject({ refusal: { code: "not-found" } });
  });

  test("keeps the bytes of the one request whose chunk was recorded, when several come at once", async () => {
    await using world = await organisation(attachmentTables);
    const { files, file, writing, reading } = await upload(world);
    const offers = Array.from({ length: 12 }, (_, n) => filled(n % 3));
    const answers = await Promise.all(offers.map((bytes) => files.putChunk(writing, file.id, 0, bytes)));
    const accepted = offers.filter((_, at) => answers[at]?.ok).map(([byte]) => byte);
    expect(new Set(accepted).size).toBe(1);
    expect(accepted).toHaveLength(4);
    const stored = await files.getChunk(reading, file.id, 0);
    expect(stored.ok && Buffer.from(stored.value.raw)[0]).toBe(accepted[0]);
  });
});
