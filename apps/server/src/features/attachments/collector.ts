/**
 * Takes away the chunks of files that nobody can open or use any more: whose messages were all erased, those that no
 * message ever had, and those that never were whole. Each removal is intended, done and completed on record; what a crash cuts
 * short is finished by the next sweep. Whole files of end-to-end rooms stay: the server cannot tell which messages have them.
 */
import { type AccountId, type AttachmentId, LIMITS, type ProtectionLevel, type RoomId } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { DESTROYED } from "../../kernel/keys/keyring.ts";
import { factType, plan, remove, requireRows, update } from "../../kernel/plan.ts";
import { blobKey, chunksOf } from "./attachments.ts";
import type { BlobStore } from "./blob-store.ts";
import { type AttachmentRow, attachmentStore } from "./store.ts";
import { attachmentChunks, attachments, attachmentUses } from "./tables.ts";

const intended = factType<null>("attachment.removal-intended");
const removed = factType<null>("attachment.removed");

const PAGE = 200;
/** Chunks taken away at a time. */
const AT_ONCE = 16;

export interface CollectorDeps extends Pick<Kernel, "ledger" | "openGrant" | "reader" | "vault" | "clock"> {
  readonly blobs: BlobStore;
  readonly levelOf: (room: RoomId) => Promise<ProtectionLevel | undefined>;
}
type Reason =
  | { readonly why: "unused" | "erased"; readonly uses: number }
  | { readonly why: "unfinished"; readonly stored: number };

/** What to look at: the files of a room, or those that a person uploaded; all of them otherwise. */
export interface SweepScope {
  readonly room?: RoomId;
  readonly account?: AccountId;
}

export function attachmentCollector({ ledger, openGrant, reader, vault, clock, blobs, levelOf }: CollectorDeps) {
  const store = attachmentStore(reader);
  const grant = () => openGrant("files that nobody can open any more are removed");
  const aboutOf = (row: AttachmentRow, detail: { readonly why: string } | { readonly chunks: number }) =>
    [{ subject: row.account, detail: { attachment: row.id, room: row.room, ...detail } }] as const;

  /** Why it is to go, and of how many records or chunks that was so; undefined when it stays. */
  const reasonOf = async (row: AttachmentRow): Promise<Reason | undefined> => {
    const isOld = row.started_ms + LIMITS.attachmentUnusedMs <= clock.nowMs();
    if ((await levelOf(row.room)) !== "sealed") {
      const stored = isOld ? (await store.chunks(row.id)).length : chunksOf(row);
      return stored < chunksOf(row) ? { why: "unfinished", stored } : undefined;
    }
    const users = await store.usersOf(row.id);
    if (users.length === 0) return isOld ? { why: "unused", uses: 0 } : undefined;
    const isErased = users.every(
      ({ room, seq, author, at_ms }) => vault.recordKeyFor({ room, seq, author, atMs: at_ms }) === DESTROYED,
    );
    return isErased ? { why: "erased", uses: users.length } : undefined;
  };

  const takeAway = async (row: AttachmentRow): Promise<void> => {
    const chunks = Array.from({ length: chunksOf(row) }, (_, chunk) => chunk);
    // Also those that were stored and never recorded.
    for (let at = 0; at < chunks.length; at += AT_ONCE)
      await Promise.all(chunks.slice(at, at + AT_ONCE).map((chunk) => blobs.remove(blobKey(row, chunk))));
    await ledger.commit(grant(), () =>
      plan(
        removed,
        aboutOf(row, { chunks: chunks.length }),
        [
          remove(attachmentChunks, { attachment: row.id }, "ignore"),
          remove(attachmentUses, { attachment: row.id }, "ignore"),
          remove(attachments, { id: row.id }),
        ],
        null,
      ),
    );
  };

  const look = async (row: AttachmentRow): Promise<void> => {
    if (row.removing === 1) return takeAway(row);
    const reason = await reasonOf(row);
    if (reason === undefined) return;
    const done = await ledger.commit(grant(), () =>
      plan(
        intended,
        aboutOf(row, { why: reason.why }),
        [
          // Refused when a message took it up at this moment, or a chunk came; the next sweep looks again.
          reason.why === "unfinished"
            ? requireRows(attachmentChunks, { attachment: row.id }, "id-reused", reason.stored, reason.stored)
            : requireRows(attachmentUses, { attachment: row.id }, "id-reused", reason.uses, reason.uses),
          update(attachments, { id: row.id, removing: null }, { removing: 1 }),
        ],
        null,
      ),
    );
    if (done.ok) await takeAway(row);
  };

  return {
    /** Cost: two reads and one key derivation for each file in scope. */
    async sweep(scope: SweepScope = {}): Promise<void> {
      let after: AttachmentId | "" = "";
      for (;;) {
        const rows: AttachmentRow[] = await store.after(after, scope, PAGE);
        for (const row of rows) await look(row);
        if (rows.length < PAGE) return;
        after = rows.at(-1)?.id ?? after;
        await clock.wait(0);
      }
    },
  };
}
