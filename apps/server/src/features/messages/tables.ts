import type { AccountId, MessageId, RoomId } from "@warbler/protocol";
import { count, id, table, timeMs } from "../../kernel/tables.ts";

export const pins = table(
  "pins",
  { room: id<RoomId>(), message: id<MessageId>(), seq: count(), pinned_by: id<AccountId>(), at_ms: timeMs() },
  { primaryKey: ["room", "message"] },
);
export const messageTables = [pins] as const;
