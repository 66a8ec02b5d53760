/** The texts of messages as they stand: the newest edit's, or none when the message was recalled or that text erased. */
import { RECORD_KINDS, type RoomId } from "@warbler/protocol";
import type { RecordRow, SearchStore } from "./store.ts";

export interface StandingText {
  readonly message: RecordRow;
  readonly text: string;
}

/** Of the messages that these records are, or change; in the order of the messages, newest first. */
export async function standingTexts(
  { store, textOf }: { readonly store: SearchStore; readonly textOf: (row: RecordRow) => string | undefined },
  room: RoomId,
  seqs: readonly number[],
): Promise<StandingText[]> {
  const rows = await store.ofSeqs(room, seqs);
  const edits = rows.filter(({ kind }) => kind === RECORD_KINDS.edit);
  const edited = await store.editedBy(
    room,
    edits.map(({ seq }) => seq),
  );
  const messages = new Map(
    [...rows, ...edited].flatMap((row) => (row.kind === RECORD_KINDS.message ? [[row.seq, row] as const] : [])),
  );
  const revisions = await store.revisionsOf(
    room,
    [...messages.values()].map(({ message }) => message),
  );
  // What revises a message stands in clear ids: that it was recalled or edited outlives the content of who did it.
  const recalled = new Set(revisions.flatMap(({ kind, target }) => (kind === RECORD_KINDS.recall ? [target] : [])));
  const newestEdit = new Map<string, number>();
  for (const { kind, target, seq } of revisions)
    if (kind === RECORD_KINDS.edit) newestEdit.set(target, Math.max(seq, newestEdit.get(target) ?? 0));
  const known = new Map(edits.map((row) => [row.seq, row]));
  const missing = [...newestEdit.values()].filter((seq) => !known.has(seq));
  for (const row of await store.ofSeqs(room, missing)) known.set(row.seq, row);
  return [...messages.values()]
    .sort((a, b) => b.seq - a.seq)
    .flatMap((message) => {
      if (recalled.has(message.message)) return [];
      const edit = newestEdit.get(message.message);
      const row = edit === undefined ? message : known.get(edit);
      const text = row === undefined ? undefined : textOf(row);
      return text === undefined ? [] : [{ message, text }];
    });
}
