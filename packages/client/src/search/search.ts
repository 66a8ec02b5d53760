/** Search: by the server over the caller's `sealed` rooms, on this device over end-to-end rooms, told as one, with names. */
import type { AccountId, MessageId, RoomId, SearchAnswer, SearchedPart } from "@warbler/protocol";
import type { Author } from "../timeline/timeline-message.ts";

export interface SearchOptions {
  readonly in?: RoomId | { readonly id: RoomId };
  readonly from?: AccountId;
  /** Only messages with a file, or with a link in their text. */
  readonly has?: SearchedPart;
  readonly beforeMs?: number;
  readonly afterMs?: number;
  /** 20 unless told, at most 100. */
  readonly limit?: number;
}

export interface FoundMessage {
  readonly room: RoomId;
  /** Name of the room, or of the other person in a direct room. */
  readonly roomName: string;
  readonly id: MessageId;
  readonly seq: number;
  readonly author: Author;
  readonly atMs: number;
  readonly text: string;
  readonly imported: boolean;
  /** In an end-to-end room: who wrote it there, as `author` says, who brought it in. */
  readonly importedAuthor?: string;
}

/** Rooms and messages that the server searched, and those that were searched here. */
export interface SearchScope extends Readonly<SearchAnswer["scope"]> {
  /** The server could not be asked; only this device was searched. */
  readonly isOffline: boolean;
  /** End-to-end rooms as this device holds them; absent where it was not asked for any. */
  readonly device?: DeviceScope;
}

export interface DeviceScope {
  readonly rooms: number;
  readonly messages: number;
  /** When the oldest of them was written; absent where there is none. */
  readonly sinceMs?: number;
}

export interface FoundMessages {
  readonly hits: readonly FoundMessage[];
  /** What was searched, so that nothing found does not sound like nothing there. */
  readonly scope: SearchScope;
  readonly more: boolean;
}
