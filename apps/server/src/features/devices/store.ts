/** The only SQL about device approvals and transfers. */
import type { AccountId, ApprovalId, DeviceId } from "@warbler/protocol";
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf, Schema } from "../../kernel/tables.ts";
import type { approvals, deviceTables } from "./tables.ts";

export type ApprovalRow = RowOf<typeof approvals>;

export function deviceStore(reader: Reader) {
  const db = reader.query<Schema<typeof deviceTables>>();
  return {
    approval: (id: ApprovalId) => db.selectFrom("approvals").selectAll().where("id", "=", id).executeTakeFirst(),
    approvalsOf: (account: AccountId) =>
      db.selectFrom("approvals").selectAll().where("account", "=", account).orderBy("asked_ms").execute(),
    messagesOf: (approval: ApprovalId) =>
      db.selectFrom("approval_messages").selectAll().where("approval", "=", approval).orderBy("position").execute(),
    /** What waits for a device, without the contents. */
    chunksFor: (receiver: DeviceId) =>
      db
        .selectFrom("transfers")
        .select(["sender", "chunk", "expires_ms"])
        .where("receiver", "=", receiver)
        .orderBy("sender")
        .orderBy("chunk")
        .execute(),
    chunk: (receiver: DeviceId, sender: DeviceId, chunk: number) =>
      db
        .selectFrom("transfers")
        .selectAll()
        .where("receiver", "=", receiver)
        .where("sender", "=", sender)
        .where("chunk", "=", chunk)
        .executeTakeFirst(),
    expiredTransfers: (account: AccountId, nowMs: number) =>
      db
        .selectFrom("transfers")
        .select(["receiver", "sender", "chunk"])
        .where("account", "=", account)
        .where("expires_ms", "<=", nowMs)
        .execute(),
  };
}
