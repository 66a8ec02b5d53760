import { type AccountId, PROTECTION_LEVELS, ROOM_KINDS, type RoomId } from "@warbler/protocol";
import { blind, choice, count, id, nullable, sealed, table, timeMs } from "../../kernel/tables.ts";

export const rooms = table(
  "rooms",
  {
    id: id<RoomId>(),
    kind: choice(ROOM_KINDS),
    level: choice(PROTECTION_LEVELS),
    name: sealed<string>({ key: "room", of: "id" }, "room name"),
    topic: sealed<string>({ key: "room", of: "id" }, "room topic"),
    /** Lookup value of the two people of a direct room, so that they have one. */
    pair: nullable(blind()),
    created_by: id<AccountId>(),
    created_ms: timeMs(),
    /** The room that this one continues, and the one that continues it. */
    predecessor: nullable(id<RoomId>()),
    successor: nullable(id<RoomId>()),
  },
  { primaryKey: ["id"], unique: [["pair"]] },
);

/** How far each member has read. */
export const readCursors = table(
  "read_cursors",
  { room: id<RoomId>(), account: id<AccountId>(), seq: count(), at_ms: timeMs() },
  { primaryKey: ["room", "account"], indexes: [["account"]] },
);
export const conversationTables = [rooms, readCursors] as const;
