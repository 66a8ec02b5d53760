/** Files in chunks: announced, stored chunk by chunk in any order, resumed by asking what is there. */
import { createHash } from "node:crypto";
import { type ApiParsed, type AttachmentAnswer, type AttachmentId, LIMITS, type RoomId } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { factType, insert, plan, requireRows } from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { RawAnswer } from "../../kernel/routes/route.ts";
import type { BlobStore } from "./blob-store.ts";
import { type AttachmentRow, attachmentStore } from "./store.ts";
import { attachmentChunks, attachments } from "./tables.ts";

const started = factType<null>("attachment.started");
const stored = factType<null>("attachment.chunk-stored");

export type AttachmentsDeps = Pick<Kernel, "ledger" | "reader" | "clock"> & { readonly blobs: BlobStore };

export const chunksOf = ({ size_bytes, chunk_bytes }: AttachmentRow): number => Math.ceil(size_bytes / chunk_bytes);
const sizeOfChunk = (row: AttachmentRow, chunk: number): number =>
  chunk < chunksOf(row) - 1 ? row.chunk_bytes : row.size_bytes - row.chunk_bytes * (chunksOf(row) - 1);
export const blobKey = (row: AttachmentRow, chunk: number): string => `${row.room}/${row.id}/${chunk}`;

export function attachmentRules({ ledger, reader, clock, blobs }: AttachmentsDeps) {
  const store = attachmentStore(reader);

  const turns = new Map<string, Promise<unknown>>();
  /** One at a time for each key: else the bytes of one request could replace those that another has just recorded. */
  const inTurn = async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const turn = (turns.get(key) ?? Promise.resolve()).then(work, work);
    turns.set(key, turn);
    try {
      return await turn;
    } finally {
      if (turns.get(key) === turn) turns.delete(key);
    }
  };

  const inRoom = async (room: RoomId, id: AttachmentId): Promise<Result<AttachmentRow>> => {
    const row = await store.attachment(id);
    return row === undefined || row.room !== room || row.removing === 1 ? refuse("not-found") : ok(row);
  };
  const answerOf = async (row: AttachmentRow): Promise<Result<AttachmentAnswer>> => {
    const there = await store.chunks(row.id);
    return ok({
      id: row.id,
      room: row.room,
      sizeBytes: row.size_bytes,
      chunkBytes: row.chunk_bytes,
      chunks: chunksOf(row),
      stored: there,
      complete: there.length === chunksOf(row),
    });
  };

  return {
    async start(
      grant: Grant<"attachment.write">,
      input: Omit<ApiParsed<"startAttachment">, "room">,
    ): Promise<Result<AttachmentAnswer>> {
      const { room } = grant.resource;
      const existing = await store.attachment(input.id);
      if (existing !== undefined) {
        const isSame =
          existing.room === room &&
          existing.removing === null &&
          existing.account === grant.caller.account &&
          existing.size_bytes === input.sizeBytes &&
          existing.chunk_bytes === input.chunkBytes;
        return isSame ? answerOf(existing) : refuse("id-reused");
      }
      if (Math.ceil(input.sizeBytes / input.chunkBytes) > LIMITS.attachmentChunks)
        return refuse("bad-request", `at most ${LIMITS.attachmentChunks} chunks`);
      const row = {
        id: input.id,
        room,
        account: grant.caller.account,
        size_bytes: input.sizeBytes,
        chunk_bytes: input.chunkBytes,
        started_ms: clock.nowMs(),
        removing: null,
      };
      const done = await ledger.commit(grant, () =>
        plan(
          started,
          [{ subject: row.account, detail: { attachment: row.id, room, sizeBytes: row.size_bytes } }],
          [insert(attachments, row, "id-reused")],
          null,
        ),
      );
      return done.ok ? answerOf(row) : done;
    },

    async read(grant: Grant<"attachment.read">, id: AttachmentId): Promise<Result<AttachmentAnswer>> {
      const found = await inRoom(grant.resource.room, id);
      return found.ok ? answerOf(found.value) : found;
    },

    /** Stored durably before it is recorded; the same bytes again change nothing. */
    async putChunk(
      grant: Grant<"attachment.write">,
      id: AttachmentId,
      chunk: number,
      bytes: Uint8Array,
    ): Promise<Result<undefined>> {
      const found = await inRoom(grant.resource.room, id);
      if (!found.ok) return found;
      const row = found.value;
      if (row.account !== grant.caller.account) return refuse("not-author");
      if (chunk >= chunksOf(row) || bytes.length !== sizeOfChunk(row, chunk)) return refuse("chunk-mismatch");
      const hash = createHash("sha256").update(bytes).digest();
      const key = blobKey(row, chunk);
      return inTurn(key, async () => {
        const earlier = await store.hashOf(id, chunk);
        if (earlier !== undefined) return hash.equals(earlier) ? ok(undefined) : refuse("id-reused");
        await blobs.put(key, bytes);
        const done = await ledger.commit(grant, () =>
          plan(
            stored,
            [{ subject: row.account, detail: { attachment: id, chunk } }],
            [
              requireRows(attachments, { id, removing: null }, "not-found"),
              insert(attachmentChunks, { attachment: id, chunk, hash }, "id-reused"),
            ],
            null,
          ),
        );
        if (done.ok) return ok(undefined);
        // It was removed meanwhile, and nothing would ever take this chunk away.
        if (done.refusal.code === "not-found") await blobs.remove(key);
        return done;
      });
    },

    async getChunk(grant: Grant<"attachment.read">, id: AttachmentId, chunk: number): Promise<Result<RawAnswer>> {
      const found = await inRoom(grant.resource.room, id);
      if (!found.ok) return found;
      if (chunk >= chunksOf(found.value)) return refuse("not-found");
      if ((await store.hashOf(id, chunk)) === undefined) return refuse("attachment-incomplete");
      const bytes = await blobs.get(blobKey(found.value, chunk));
      if (bytes === undefined) throw new Error(`chunk ${chunk} of ${id} is recorded but not stored`);
      return ok({ raw: bytes, contentType: "application/octet-stream" });
    },
  };
}
export type AttachmentRules = ReturnType<typeof attachmentRules>;
