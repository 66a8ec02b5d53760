/**
 * An import into end-to-end rooms: the importing member's own client encrypts every message. The server makes no people of its
 * authors; names go with the messages.
 */
import { LIMITS, type RoomId } from "@warbler/protocol";
import { shownEmoji } from "../emoji.ts";
import type { ExportReader } from "../export-reader.ts";
import type { Message } from "../records.ts";
import { type BatchAnswer, type BringInDeps, bringIn, type Imported } from "./bring-in.ts";
import { lineOf, pieces } from "./clean-text.ts";
import { nameOfRoom, type Survey } from "./survey.ts";
import type { UploadedFile } from "./uploads.ts";

/** As the SDK takes them. */
export interface HistoryMessage {
  readonly sourceId: string;
  readonly author: string;
  readonly atMs: number;
  readonly editedAtMs?: number;
  readonly text: string;
  readonly action?: boolean;
  readonly thread?: string;
  readonly reactions?: readonly { readonly emoji: string; readonly count: number; readonly names: readonly string[] }[];
  readonly attachments?: readonly UploadedFile[];
}

/** The room of one conversation. */
export interface HistoryRoom {
  readonly room: RoomId;
  /** Adds what is not there yet; `refused` are source ids. */
  add(
    messages: readonly HistoryMessage[],
  ): Promise<Omit<BatchAnswer, "refused"> & { readonly refused: readonly string[] }>;
}

export interface HistoryTarget {
  /** The room that this conversation went to before, or a new one. */
  room(channel: { readonly sourceId: string; readonly name: string; readonly topic: string }): Promise<HistoryRoom>;
  upload(room: RoomId, message: Message): Promise<readonly UploadedFile[]>;
}

const BOUNDS = { items: LIMITS.importBatchMessages, sizeBytes: Number.POSITIVE_INFINITY, sizeOf: () => 0 };

export async function runHistoryImport(
  source: { readonly reader: ExportReader; readonly survey: Survey; readonly roomPrefix: string },
  deps: BringInDeps & { readonly target: HistoryTarget },
): Promise<Imported> {
  const { target, signal } = deps;
  const { reader, survey, roomPrefix } = source;
  const names = new Map<string, string>();
  for (const { sourceId, name, displayName } of survey.people)
    names.set(sourceId, lineOf(displayName, LIMITS.displayNameChars) || lineOf(name, LIMITS.displayNameChars) || "?");
  const rooms = new Map<string, HistoryRoom>();
  for (const channel of survey.channels) {
    signal.throwIfAborted();
    const { sourceId, topic, purpose } = channel;
    const name = nameOfRoom(channel, survey, roomPrefix);
    rooms.set(
      sourceId,
      await target.room({ sourceId, name, topic: lineOf(topic ?? purpose ?? "", LIMITS.roomTopicChars) }),
    );
  }
  const roomOf = (channel: string): HistoryRoom => {
    const room = rooms.get(channel);
    if (room === undefined) throw new Error("expected a room for every channel with messages, got none");
    return room;
  };
  const itemsOf = (message: Message) => {
    if (message.attachments.length === 0) return historyOf(message, names, []);
    const files = target.upload(roomOf(message.channelSourceId).room, message);
    return files.then((uploaded) => historyOf(message, names, uploaded));
  };
  const send = async (channel: string, messages: readonly HistoryMessage[]): Promise<BatchAnswer> => {
    const { refused, ...answer } = await roomOf(channel).add(messages);
    return {
      ...answer,
      refused: refused.map((sourceId) => ({ sourceId, reason: "over a limit, or its id is taken" })),
    };
  };
  return { ...(await bringIn({ reader, itemsOf, bounds: BOUNDS, send }, deps)), peopleAdded: 0 };
}

/** The message, and further pieces of one that is longer elsewhere than here. */
export function historyOf(
  message: Message,
  names: ReadonlyMap<string, string>,
  files: readonly UploadedFile[],
): readonly HistoryMessage[] {
  const { sourceId, sentAtMs: atMs, editedAtMs, threadRootSourceId: thread, kind } = message;
  const nameOf = (person: string) => names.get(person) ?? person;
  const reactions = reactionsOf(message).map(([emoji, people]) => ({
    emoji,
    count: people.size,
    names: [...people].slice(0, LIMITS.importedReactionNames).map(nameOf),
  }));
  const base = { author: nameOf(message.authorSourceId), atMs, ...(thread !== undefined && { thread }) };
  const [text = "", ...further] = pieces(message.text);
  return [
    {
      ...{ ...base, sourceId, text, reactions },
      ...(editedAtMs !== undefined && { editedAtMs }),
      ...(kind !== "message" && { action: true }),
      ...(files.length > 0 && { attachments: files.slice(0, LIMITS.attachmentsPerMessage) }),
    },
    ...further.map((piece, at) => ({ ...base, sourceId: `${sourceId} piece ${at + 1}`, text: piece })),
  ];
}

/** Two names may stand for one emoji. */
function reactionsOf({ reactions }: Message): readonly (readonly [emoji: string, people: ReadonlySet<string>])[] {
  const byEmoji = new Map<string, Set<string>>();
  for (const { emoji, personSourceIds } of reactions) {
    const shown = shownEmoji(emoji);
    if (shown !== undefined) byEmoji.set(shown, new Set([...(byEmoji.get(shown) ?? []), ...personSourceIds]));
  }
  return [...byEmoji];
}
