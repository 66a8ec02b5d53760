/**
 * Reads an export from beginning to end before anything is sent: a damaged or hostile one is refused with nothing
 * half-written, and everything is counted, for the dry run and for the remaining time.
 */
import { LIMITS } from "@warbler/protocol";
import type { ExportReader } from "../export-reader.ts";
import { type Inspection, inspect } from "../inspect.ts";
import type { Channel, Message, Person } from "../records.ts";
import { lineOf } from "./clean-text.ts";

export interface Survey extends Omit<Inspection, "people" | "channels"> {
  /** Those the export lists, then authors it does not list. */
  readonly people: readonly Person[];
  /** Channels that have messages. */
  readonly channels: readonly Channel[];
}

/** Throws `ImportRefusal`, or the signal's reason. */
export async function survey(reader: ExportReader, signal: AbortSignal): Promise<Survey> {
  const people = new Map<string, Person>();
  for (const person of reader.people()) people.set(person.sourceId, person);
  const withMessages = new Set<string>();
  async function* watched(messages: AsyncIterable<Message>): AsyncGenerator<Message> {
    for await (const message of messages) {
      withMessages.add(message.channelSourceId);
      const { unlistedAuthor } = message;
      if (unlistedAuthor !== undefined && !people.has(message.authorSourceId)) {
        people.set(message.authorSourceId, unlistedAuthor);
      }
      yield message;
    }
  }
  const watchedReader: ExportReader = {
    format: reader.format,
    skippedOnOpening: reader.skippedOnOpening,
    people: () => reader.people(),
    channels: () => reader.channels(),
    messages: (options) => watched(reader.messages(options)),
  };
  const counts = await inspect(watchedReader, signal);
  return {
    ...counts,
    people: [...people.values()],
    channels: [...reader.channels()].filter(({ sourceId }) => withMessages.has(sourceId)),
  };
}

/** A channel without a name, a direct conversation, is called after its people. */
export function nameOfRoom(
  { name, memberSourceIds }: Channel,
  { people }: Pick<Survey, "people">,
  prefix: string,
): string {
  const nameOf = (member: string) => people.find(({ sourceId }) => sourceId === member)?.displayName ?? member;
  return lineOf(`${prefix}${name || memberSourceIds.map(nameOf).join(", ")}`, LIMITS.roomNameChars);
}
