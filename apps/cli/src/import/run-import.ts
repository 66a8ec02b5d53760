/** The import itself: people, then rooms, then records in batches, each of them safe to repeat. */
import type { Channel, ExportReader, Message, MessageSourceId, Person } from "@warbler/imports";
import { type AccountId, type ApiAnswer, type ApiInput, LIMITS, type RoomId } from "@warbler/protocol";
import { lineOf, shortSourceId } from "./clean-text.ts";
import type { ImportState } from "./import-state.ts";
import { sendInOrder } from "./in-order.ts";
import { type ImportedAttachment, type ImportedRecord, recordsOfMessage } from "./records-of-message.ts";
import type { Survey } from "./survey.ts";

/** The server's side of one started import. */
export interface ImportTarget {
  people(people: ApiInput<"importPeople">["people"]): Promise<ApiAnswer<"importPeople">>;
  room(room: ApiInput<"importRoom">): Promise<ApiAnswer<"importRoom">>;
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

interface Sent {
  readonly record: ImportedRecord;
  /** Set on the last record of a message: everything up to it may be skipped on resuming. */
  readonly endOf?: MessageSourceId;
}

const MAX_UNDER_WAY = 4;
/** The cursor is written this often; what lies between is sent again and found to be there. */
const BATCHES_PER_CURSOR = 20;
/** Leaves room in `LIMITS.importBodyBytes` for the JSON around the texts, which can be escaped to six times its size. */
const BATCH_TEXT_CHARS = Math.floor(LIMITS.importBodyBytes / 8);
/** A refused record is told by id; more than these are only counted by the server's answers. */
const MAX_REFUSED_LISTED = 10_000;

export async function runImport(
  source: { readonly reader: ExportReader; readonly survey: Survey; readonly roomPrefix: string },
  deps: {
    readonly target: ImportTarget;
    readonly state: ImportState;
    readonly signal: AbortSignal;
    /** Hears how many messages are confirmed. */
    readonly onProgress: (messages: number) => void;
  },
): Promise<Imported> {
  const { target, state, signal } = deps;
  const { accounts, added: peopleAdded } = await importPeople(source.survey.people, target, signal);
  const rooms = await importRooms(source.survey.channels, source.roomPrefix, { target, signal, people: source.survey });
  const total = { added: 0, repeated: 0, messages: 0, batches: 0 };
  const refused: { sourceId: string; reason: string }[] = [];
  let log: Imported["log"];

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
      total.messages += items.filter(({ endOf }) => endOf !== undefined).length;
      deps.onProgress(total.messages);
      total.batches += 1;
      const cursor = items.findLast(({ endOf }) => endOf !== undefined)?.endOf;
      if (cursor !== undefined && total.batches % BATCHES_PER_CURSOR === 0) await state.advance(cursor);
    },
  });

  let batch: { room: string; items: Sent[]; chars: number } | undefined;
  const after = await state.cursor();
  for await (const message of source.reader.messages(after === undefined ? {} : { after })) {
    signal.throwIfAborted();
    const room = rooms.get(message.channelSourceId);
    const attachments =
      message.attachments.length === 0 || room === undefined ? [] : await target.upload(room, message);
    const records = recordsOfMessage(message, accounts, attachments);
    const chars = message.text.length * (message.editedAtMs === undefined ? 1 : 2);
    const isFull =
      batch !== undefined &&
      (batch.room !== message.channelSourceId ||
        batch.items.length + records.length > LIMITS.importBatchMessages ||
        batch.chars + chars > BATCH_TEXT_CHARS);
    if (batch === undefined || isFull) {
      if (batch !== undefined) await queue.add(batch);
      batch = { room: message.channelSourceId, items: [], chars: 0 };
    }
    batch.chars += chars;
    for (const [at, record] of records.entries()) {
      // One message with very many reactions fills a batch of its own and more.
      if (batch.items.length === LIMITS.importBatchMessages) {
        await queue.add(batch);
        batch = { room: batch.room, items: [], chars: 0 };
      }
      batch.items.push(at === records.length - 1 ? { record, endOf: message.sourceId } : { record });
    }
  }
  if (batch !== undefined) await queue.add(batch);
  await queue.settle();
  return { added: total.added, repeated: total.repeated, peopleAdded, refused, log };
}

async function importPeople(people: readonly Person[], target: ImportTarget, signal: AbortSignal) {
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
