import { type AccountId, type EmergencyId, JUDGEMENTS, type RequestId, type RoleName } from "@warbler/protocol";
import { choice, count, id, mac, nullable, sealed, table, timeMs } from "../../kernel/tables.ts";

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
/**
 * Roles that people took by themselves in an emergency. Tagged: how often somebody did, and what was said of it afterwards, is for
 * nobody to change who can write to the database.
 */
export const emergencies = table(
  "emergencies",
  {
    account: id<AccountId>(),
    id: id<EmergencyId>(),
    role: id<RoleName>(),
    reason: sealed<string>({ key: "subject", of: "account" }, "why a role was taken in an emergency"),
    begun_ms: timeMs(),
    until_ms: timeMs(),
    ended_ms: nullable(timeMs()),
    /** Nobody where it ended by the clock. */
    ended_by: nullable(id<AccountId>()),
    judged_ms: nullable(timeMs()),
    judged_by: nullable(id<AccountId>()),
    judgement: nullable(choice(JUDGEMENTS)),
    note: nullable(
      sealed<string>({ key: "subject", of: "account" }, "what an officer says of an emergency afterwards"),
    ),
    tag: mac(),
  },
  { primaryKey: ["account", "id"], indexes: [["id"], ["begun_ms"]] },
);
export const roleTables = [roleRequests, emergencies] as const;
