import type { AccountId, ApprovalId, DeviceId } from "@warbler/protocol";
import { count, endToEnd, id, table, timeMs } from "../../kernel/tables.ts";

/** A new device that asks to be approved by one of the account's others. */
export const approvals = table(
  "approvals",
  { id: id<ApprovalId>(), account: id<AccountId>(), device: id<DeviceId>(), asked_ms: timeMs(), expires_ms: timeMs() },
  { primaryKey: ["id"], indexes: [["account"]] },
);

/** What the two devices say to each other, in order. */
export const approvalMessages = table(
  "approval_messages",
  {
    approval: id<ApprovalId>(),
    position: count(),
    account: id<AccountId>(),
    device: id<DeviceId>(),
    payload: endToEnd(
      { key: "subject", of: "account" },
      "what two devices say to each other while one approves the other",
    ),
  },
  { primaryKey: ["approval", "position"] },
);

/** Keys on their way from one device of an account to another. */
export const transfers = table(
  "transfers",
  {
    receiver: id<DeviceId>(),
    sender: id<DeviceId>(),
    chunk: count(),
    account: id<AccountId>(),
    expires_ms: timeMs(),
    content: endToEnd({ key: "subject", of: "account" }, "content keys, encrypted to the receiving device"),
  },
  { primaryKey: ["receiver", "sender", "chunk"], indexes: [["account"]] },
);
export const deviceTables = [approvals, approvalMessages, transfers] as const;
