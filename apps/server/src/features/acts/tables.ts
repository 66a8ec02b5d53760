import { type AccountId, type DeviceId, DUAL_ACTIONS, type Json, type RequestId } from "@warbler/protocol";
import { choice, id, sealed, table, timeMs } from "../../kernel/tables.ts";

/** What was asked for: the route, its parameters, its body after parsing, and why. */
export interface AskedFor {
  readonly route: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly body: Json;
  readonly reason: string;
}

export const actRequests = table(
  "act_requests",
  {
    id: id<RequestId>(),
    account: id<AccountId>(),
    action: choice(DUAL_ACTIONS),
    asked: sealed<AskedFor>({ key: "subject", of: "account" }, "an act under dual control, and why it was asked for"),
    asked_ms: timeMs(),
    expires_ms: timeMs(),
    state: choice(["open", "executed", "withdrawn"]),
  },
  { primaryKey: ["id"], indexes: [["account"], ["asked_ms"]] },
);

/** One of each person: a second device of theirs is no second approval. */
export const actApprovals = table(
  "act_approvals",
  {
    request: id<RequestId>(),
    account: id<AccountId>(),
    device: id<DeviceId>(),
    signature: sealed<Uint8Array>({ key: "subject", of: "account" }, "signature over an act"),
    at_ms: timeMs(),
  },
  { primaryKey: ["request", "account"] },
);
export const actTables = [actRequests, actApprovals] as const;
