import type { AccountId, RequestId, RoleName } from "@warbler/protocol";
import { choice, count, id, nullable, sealed, table, timeMs } from "../../kernel/tables.ts";

/** Roles that people asked for, for a time. */
export const roleRequests = table(
  "role_requests",
  {
    id: id<RequestId>(),
    account: id<AccountId>(),
    role: id<RoleName>(),
    for_ms: count(),
    reason: sealed<string>({ key: "subject", of: "account" }, "why a role was asked for"),
    asked_ms: timeMs(),
    expires_ms: timeMs(),
    state: choice(["open", "granted", "refused", "withdrawn"]),
    answered_by: nullable(id<AccountId>()),
  },
  { primaryKey: ["id"], indexes: [["account"], ["asked_ms"]] },
);
export const roleTables = [roleRequests] as const;
