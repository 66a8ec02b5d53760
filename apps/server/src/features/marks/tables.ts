import { type AccountId, MARK_KINDS, type RoomId } from "@warbler/protocol";
import { choice, count, id, table, timeMs } from "../../kernel/tables.ts";

/** What people marked for themselves. It names records and holds nothing of them. */
export const marks = table(
  "marks",
  { account: id<AccountId>(), room: id<RoomId>(), seq: count(), mark: choice(MARK_KINDS), at_ms: timeMs() },
  { primaryKey: ["account", "room", "seq", "mark"] },
);
export const markTables = [marks] as const;
