/** An import that the server seals: people, then rooms, then records in batches, each of them safe to repeat. */
import { type AccountId, type ApiAnswer, type ApiInput, LIMITS, type RoomId } from "@warbler/protocol";
import type { ExportReader } from "../export-reader.ts";
import type { Channel, Message, Person } from "../records.ts";
import { type BringInDeps, bringIn, type Imported } from "./bring-in.ts";
import { lineOf, shortSourceId } from "./clean-text.ts";
import { type ImportedRecord, recordsOfMessage } from "./records-of-message.ts";
import { nameOfRoom, type Survey } from "./survey.ts";
import type { UploadedFile } from "./uploads.ts";

/** The server's side of one started import. */
export interface ImportTarget {
  people(people: ApiInput<"importPeople">["people"]): Promise<ApiAnswer<"importPeople">>;
  room(room: ApiInput<"importRoom">): Promise<ApiAnswer<"importRoom">>;
  /** Who was in the room. */
  members(room: RoomId, accounts: readonly AccountId[]): Promise<ApiAnswer<"importMembers">>;
  records(room: RoomId, records: readonly ImportedRecord[]): Promise<ApiAnswer<"importRecords">>;
  /** Brings the files of a message into the room; those that cannot be are told to `report` by the target. */
  upload(room: RoomId, message: Message): Promise<readonly UploadedFile[]>;
}

interface ImportDeps extends BringInDeps {
  readonly target: ImportTarget;
}

/** The body is the records as JSON and very little else. */
const BOUNDS = {
  items: LIMITS.importBatchMessages,
  sizeBytes: LIMITS.importBodyBytes - 10_000,
  /** One character of text can become six (`\u0000`). */
  sizeOf: ({ text = "", mentions = [], attachments = [] }: ImportedRecord) =>
    2_500 + 6 * text.length + 25 * mentions.length + 3_000 * attachments.length,
};

export async function runImport(
  source: { readonly reader: ExportReader; readonly survey: Survey; readonly roomPrefix: string },
  deps: ImportDeps,
): Promise<Imported> {
  const { target, signal } = deps;
  const { reader, survey } = source;
  const { accounts, added: peopleAdded } = await importPeople(survey.people, deps);
  const rooms = await importRooms(survey, source.roomPrefix, { target, signal });
  await importMembers(survey.channels, { rooms, accounts }, deps);
  const roomOf = (channel: string): RoomId => {
    const room = rooms.get(channel);
    if (room === undefined) throw new Error("expected a room for every channel with messages, got none");
    return room;
  };
  const itemsOf = (message: Message) => {
    if (message.attachments.length === 0) return recordsOfMessage(message, accounts, []);
    const files = target.upload(roomOf(message.channelSourceId), message);
    return files.then((uploaded) => recordsOfMessage(message, accounts, uploaded));
  };
  const send = (channel: string, records: readonly ImportedRecord[]) => target.records(roomOf(channel), records);
  return { ...(await bringIn({ reader, itemsOf, bounds: BOUNDS, send }, deps)), peopleAdded };
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
  survey: Pick<Survey, "people" | "channels">,
  prefix: string,
  { target, signal }: { target: ImportTarget; signal: AbortSignal },
): Promise<ReadonlyMap<string, RoomId>> {
  const rooms = new Map<string, RoomId>();
  for (const channel of survey.channels) {
    signal.throwIfAborted();
    const { sourceId, kind, topic, purpose } = channel;
    const answer = await target.room({
      sourceId: shortSourceId(sourceId),
      kind: kind === "direct" ? "direct" : "group",
      name: nameOfRoom(channel, survey, prefix),
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
