/** The audit log as the signed-in client offers it; what verifies it is loaded when it is first asked for. */
import type { ApiClient } from "../session/api-client.ts";
import type { Audit } from "./audit.ts";
import type { LogWatch } from "./log-watch.ts";

export function auditOf(api: ApiClient, log: () => Promise<LogWatch>): Audit {
  return {
    checkpoint: async () => (await log()).checkpoint(),
    pinned: async () => (await log()).pinned(),
    key: async () => (await log()).key(),
    query: (query) => api.call("queryAudit", query),
    mine: () => api.call("ownFacts", {}),
  };
}
