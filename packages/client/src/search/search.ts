/** Search on the server over the caller's `sealed` rooms, told with names. */
import type { AccountId, MessageId, RoomId, SearchAnswer } from "@warbler/protocol";
import type { Author } from "../timeline/timeline-message.ts";

export interface SearchOptions {
  readonly in?: RoomId | { readonly id: RoomId };
  readonly from?: AccountId;
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
}

export interface FoundMessages {
  readonly hits: readonly FoundMessage[];
  /** What was searched, so that nothing found does not sound like nothing there. */
  readonly scope: SearchAnswer["scope"];
  readonly more: boolean;
}
