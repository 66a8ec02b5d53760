import type { AccountId, RoomId } from "@warbler/protocol";
import { count, id, nullable, table, timeMs } from "../../kernel/tables.ts";

/** Who called whom to which message. It names the record and holds nothing of it. */
export const urgentCalls = table(
  "urgent_calls",
  {
    room: id<RoomId>(),
    seq: count(),
    receiver: id<AccountId>(),
    caller: id<AccountId>(),
    at_ms: timeMs(),
    seen_ms: nullable(timeMs()),
  },
  { primaryKey: ["room", "seq", "receiver"], indexes: [["receiver"], ["caller"]] },
);
export const urgentTables = [urgentCalls] as const;
