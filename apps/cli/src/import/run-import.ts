/** The import itself: people, then rooms, then records in batches, each of them safe to repeat. */
import type { Channel, ExportReader, Message, Person } from "@warbler/imports";
import { type AccountId, type ApiAnswer, type ApiInput, LIMITS, type RoomId } from "@warbler/protocol";
import { batchesOf, type Sent } from "./batches.ts";
import { lineOf, shortSourceId } from "./clean-text.ts";
import type { ImportState } from "./import-state.ts";
import { sendInOrder } from "./in-order.ts";
import { type ImportedAttachment, type ImportedRecord, recordsOfMessage } from "./records-of-message.ts";
import type { Survey } from "./survey.ts";

/** The server's side of one started import. */
export interface ImportTarget {
  people(people: ApiInput<"importPeople">["people"]): Promise<ApiAnswer<"importPeople">>;
  room(room: ApiInput<"importRoom">): Promise<ApiAnswer<"importRoom">>;
  /** Who was in the room. */
  members(room: RoomId, accounts: readonly AccountId[]): Promise<ApiAnswer<"importMembers">>;
  records(room: RoomId, records: readonly ImportedRecord[]): Promise<ApiAnswer<"importRecords">>;
  /** Brings the files of a message into the room; those that cannot be are told to `report` by the target. */
  upload(room: RoomId, message: Message): Promise<readonly ImportedAttachment[]>;
}

export interface Imported {
  readonly added: number;
  readonly repeated: number;
  readonly peopleAdded: number;
  readonly refused: readonly { readonly sourceId: string; readonly reason: string }[];
  readonly log: ApiAnswer<"importRecords">["log"];
}

interface ImportDeps {
  readonly target: ImportTarget;
  readonly state: ImportState;
  readonly signal: AbortSignal;
  /** Hears how many people are made, then how many messages are confirmed. */
  readonly onProgress: (phase: "people" | "records", done: number) => void;
}

const MAX_UNDER_WAY = 4;
/** The cursor is written this often; what lies between is sent again and found to be there. */
const BATCHES_PER_CURSOR = 20;
/** A refused record is told by id; more than these are only counted by the server's answers. */
const MAX_REFUSED_LISTED = 10_000;

export async function runImport(
  source: { readonly reader: ExportReader; readonly survey: Survey; readonly roomPrefix: string },
  deps: ImportDeps,
): Promise<Imported> {
  const { target, state, signal } = deps;
  const { accounts, added: peopleAdded } = await importPeople(source.survey.people, deps);
  const rooms = await importRooms(source.survey.channels, source.roomPrefix, { target, signal, people: source.survey });
  await importMembers(source.survey.channels, { rooms, accounts }, deps);
  const total = { added: 0, repeated: 0, batches: 0 };
  const refused: { sourceId: string; reason: string }[] = [];
  let log: Imported["log"];
  let cursor = await state.cursor();
  const after = cursor?.after;

  const queue = sendInOrder<Sent>({
    maxUnderWay: MAX_UNDER_WAY,
    async send({ room, items }) {
      const roomId = rooms.get(room);
      if (roomId === undefined) throw new Error("expected a room for every channel with messages, got none");
      const answer = await target.records(
        roomId,
        items.map(({ record }) => record),
      );
      total.added += answer.added;
      total.repeated += answer.repeated;
      refused.push(...answer.refused.slice(0, MAX_REFUSED_LISTED - refused.length));
      log = answer.log ?? log;
    },
    async confirmed({ items }) {
      const ended = items.flatMap(({ endOf }) => endOf ?? []);
      const last = ended.at(-1);
      if (last !== undefined) cursor = { after: last, messages: (cursor?.messages ?? 0) + ended.length };
      deps.onProgress("records", cursor?.messages ?? 0);
      total.batches += 1;
      if (cursor !== undefined && total.batches % BATCHES_PER_CURSOR === 0) await state.advance(cursor);
    },
  });

  const recordsOf = (message: Message) => {
    signal.throwIfAborted();
    const room = rooms.get(message.channelSourceId);
    if (message.attachments.length === 0 || room === undefined) return recordsOfMessage(message, accounts, []);
    return target.upload(room, message).then((files) => recordsOfMessage(message, accounts, files));
  };
  const messages = source.reader.messages(after === undefined ? {} : { after });
  try {
    for await (const batch of batchesOf(messages, recordsOf)) await queue.add(batch);
    await queue.settle();
  } finally {
    // Also after a failure: what is confirmed by then need not be sent again.
    await queue.idle();
    if (cursor !== undefined) await state.advance(cursor);
  }
  return { added: total.added, repeated: total.repeated, peopleAdded, refused, log };
}

async function importPeople(
  people: readonly Person[],
  { target, signal, onProgress }: Pick<ImportDeps, "target" | "signal" | "onProgress">,
) {
  const accounts = new Map<string, AccountId>();
  const originals = new Map(people.map(({ sourceId }) => [shortSourceId(sourceId), sourceId]));
  let added = 0;
  for (let at = 0; at < people.length; at += LIMITS.importBatchPeople) {
    signal.throwIfAborted();
    const answer = await target.people(
      people.slice(at, at + LIMITS.importBatchPeople).map(({ sourceId, name, displayName }) => ({
        sourceId: shortSourceId(sourceId),
        handle: lineOf(name, LIMITS.handleChars),
        name: lineOf(displayName, LIMITS.displayNameChars) || lineOf(name, LIMITS.displayNameChars) || "?",
      })),
    );
    added += answer.added;
    onProgress("people", Math.min(people.length, at + LIMITS.importBatchPeople));
    for (const [sourceId, account] of Object.entries(answer.accounts)) {
      accounts.set(originals.get(sourceId) ?? sourceId, account);
    }
  }
  return { accounts, added };
}

async function importRooms(
  channels: readonly Channel[],
  prefix: string,
  { target, signal, people }: { target: ImportTarget; signal: AbortSignal; people: Pick<Survey, "people"> },
): Promise<ReadonlyMap<string, RoomId>> {
  const nameOf = new Map<string, string>(people.people.map(({ sourceId, displayName }) => [sourceId, displayName]));
  const rooms = new Map<string, RoomId>();
  for (const { sourceId, kind, name, topic, purpose, memberSourceIds } of channels) {
    signal.throwIfAborted();
    const members = memberSourceIds.map((member) => nameOf.get(member) ?? member);
    const answer = await target.room({
      sourceId: shortSourceId(sourceId),
      kind: kind === "direct" ? "direct" : "group",
      name: lineOf(`${prefix}${name || members.join(", ")}`, LIMITS.roomNameChars),
      topic: lineOf(topic ?? purpose ?? "", LIMITS.roomTopicChars),
    });
    rooms.set(sourceId, answer.room);
  }
  return rooms;
}

/** Those whom the export lists in the channel, and knows as people. */
async function importMembers(
  channels: readonly Channel[],
  { rooms, accounts }: { rooms: ReadonlyMap<string, RoomId>; accounts: ReadonlyMap<string, AccountId> },
  { target, signal }: Pick<ImportDeps, "target" | "signal">,
): Promise<void> {
  for (const { sourceId, memberSourceIds } of channels) {
    const room = rooms.get(sourceId);
    if (room === undefined) continue;
    const members = [...new Set(memberSourceIds.flatMap((member) => accounts.get(member) ?? []))];
    for (let at = 0; at < members.length; at += LIMITS.importBatchPeople) {
      signal.throwIfAborted();
      await target.members(room, members.slice(at, at + LIMITS.importBatchPeople));
    }
  }
}
