/** The only SQL about acts under dual control. */
import type { AccountId, RequestId } from "@warbler/protocol";
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf } from "../../kernel/tables.ts";
import type { actApprovals, actRequests } from "./tables.ts";

export type RequestRow = RowOf<typeof actRequests>;
export type ApprovalRow = RowOf<typeof actApprovals>;

export const actStore = (reader: Reader) => ({
  request: (id: RequestId) => reader.get<RequestRow>('SELECT * FROM "act_requests" WHERE "id" = ?', [id]),
  newest: (limit: number) =>
    reader.all<RequestRow>('SELECT * FROM "act_requests" ORDER BY "asked_ms" DESC, "id" LIMIT ?', [limit]),
  newestOf: (account: AccountId, limit: number) =>
    reader.all<RequestRow>('SELECT * FROM "act_requests" WHERE "account" = ? ORDER BY "asked_ms" DESC, "id" LIMIT ?', [
      account,
      limit,
    ]),
  approvals: (request: RequestId) =>
    reader.all<ApprovalRow>('SELECT * FROM "act_approvals" WHERE "request" = ? ORDER BY "at_ms"', [request]),
});
