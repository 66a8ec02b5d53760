import type { AccountId, DeviceId, RoomId } from "@warbler/protocol";
import { endToEnd, id, table, timeMs } from "../../kernel/tables.ts";

/** The newest draft of each room for each device, from another device of the same account. */
export const drafts = table(
  "drafts",
  {
    receiver: id<DeviceId>(),
    room: id<RoomId>(),
    account: id<AccountId>(),
    sender: id<DeviceId>(),
    at_ms: timeMs(),
    letter: endToEnd(
      { key: "subject", of: "account" },
      "what somebody began to write, encrypted to the receiving device",
    ),
  },
  { primaryKey: ["receiver", "room"], indexes: [["account"]] },
);
export const draftTables = [drafts] as const;
