/** What somebody began to write and did not send: one draft a room and one a thread, in the same sealed store as everything else. */
import { isId, type MessageId, type RoomId } from "@warbler/protocol";
import type { Store } from "@warbler/sdk";
import * as z from "zod/mini";
import type { DraftView } from "./engine-api.ts";

const PREFIX = "draft/";
const messageId = z.custom<MessageId>((value) => typeof value === "string" && isId<MessageId>(value));
const draft = z.object({ text: z.string(), replyTo: z.optional(messageId) });

export interface DraftShelf {
  read(room: RoomId, thread?: MessageId): Promise<DraftView | undefined>;
  /** Undefined takes the draft away. */
  write(room: RoomId, draft: DraftView | undefined, thread?: MessageId): Promise<void>;
  /** Those with a draft that is in no thread. */
  rooms(): Promise<readonly RoomId[]>;
}

export function draftShelf(store: Store): DraftShelf {
  return {
    async read(room, thread) {
      const bytes = await store.read(keyOf(room, thread));
      if (bytes === undefined) return undefined;
      const parsed = z.safeParse(draft, JSON.parse(new TextDecoder().decode(bytes)));
      if (!parsed.success) return undefined;
      const { text, replyTo } = parsed.data;
      return { text, ...(replyTo !== undefined && { replyTo }) };
    },
    async write(room, value, thread) {
      const bytes = value === undefined ? undefined : new TextEncoder().encode(JSON.stringify(value));
      await store.write([{ key: keyOf(room, thread), value: bytes }]);
    },
    async rooms() {
      const entries = await store.list({ prefix: PREFIX });
      return entries.map(({ key }) => key.slice(PREFIX.length)).filter((id) => isId<RoomId>(id));
    },
  };
}

function keyOf(room: RoomId, thread: MessageId | undefined): string {
  return `${PREFIX}${room}${thread === undefined ? "" : `/${thread}`}`;
}
