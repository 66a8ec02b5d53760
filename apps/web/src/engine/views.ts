/** The SDK's living objects as plain data for the page. */
import type { MessageProof, PendingSend, Room, TimelineMessage } from "@warbler/sdk";
import type { PendingView, Preview, ProofView, RoomView } from "./engine-api.ts";
import { failureOfCode } from "./failure.ts";

const PREVIEW_CHARS = 160;

export function roomViewOf(room: Room, preview: Preview | undefined): RoomView {
  const { id, kind, level, name, topic, myRole, lastSeq, readSeq, unread, unreadMentions, memberCount } = room;
  return {
    id,
    kind,
    level,
    name,
    topic,
    myRole,
    lastSeq,
    readSeq,
    unread,
    unreadMentions,
    memberCount,
    createdAtMs: room.createdAtMs,
    ...(room.other !== undefined && { other: room.other }),
    ...(room.successor !== undefined && { successor: room.successor }),
    ...(room.predecessor !== undefined && { predecessor: room.predecessor }),
    ...(room.trouble !== undefined && { trouble: room.trouble }),
    ...(preview !== undefined && { preview }),
  };
}

export function previewOf(message: TimelineMessage): Preview {
  const { author, importedAs, text, attachments, recalled, erased, unreadable, atMs } = message;
  return {
    author: author.id,
    ...(importedAs !== undefined && { importedAuthor: importedAs.author }),
    text: text.slice(0, PREVIEW_CHARS),
    files: attachments.length,
    recalled: recalled || erased,
    unreadable,
    atMs,
  };
}

/** What an earlier visit left in the outbox; the files and the thread of it are not known any more. */
export function pendingFromOutbox({ id, room, kind, state, queuedAtMs, text = "", code }: PendingSend): PendingView {
  const failure = code === undefined ? {} : { failure: failureOfCode(code) };
  return { id, room, kind, state, queuedAtMs, text, attachments: [], ...failure };
}

export function proofViewOf(proof: MessageProof): ProofView {
  const { ok, reason, text, record, commitment, leaf, position, treeSize, loggedAtMs, checkpoint } = proof;
  return {
    ok,
    atMs: record.atMs,
    seq: record.seq,
    commitment,
    leaf,
    position,
    checkpoint,
    file: proof.export(),
    ...(reason !== undefined && { reason }),
    ...(text !== undefined && { text }),
    ...(treeSize !== undefined && { treeSize }),
    ...(loggedAtMs !== undefined && { loggedAtMs }),
  };
}
