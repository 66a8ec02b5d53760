/** What the page asks for those who look after the organisation; the SDK's part for it is loaded with the first of these. */
import type { Warbler } from "@warbler/sdk";
import type { Engine } from "./engine-api.ts";

type AdminCalls = Pick<
  Engine,
  | "grantRole"
  | "why"
  | "policy"
  | "suspendPerson"
  | "reinstatePerson"
  | "actRequests"
  | "ownActRequests"
  | "approveAct"
  | "executeAct"
  | "withdrawAct"
>;

export function adminCalls(client: () => Promise<Warbler>): AdminCalls {
  const admin = () => import("@warbler/sdk/admin");
  const roles = async () => (await admin()).rolesOf(await client());
  const acts = async () => (await admin()).actsOf(await client());
  return {
    grantRole: async (account, role) => (await roles()).grant(account, role),
    why: async (question) => (await roles()).why(question),
    policy: async () => (await roles()).policy(),
    suspendPerson: async (account, reason) => (await roles()).suspend(account, reason),
    reinstatePerson: async (account) => (await roles()).reinstate(account),
    actRequests: async () => (await acts()).requests(),
    ownActRequests: async () => (await acts()).ownRequests(),
    approveAct: async (act) => (await acts()).approve(act),
    executeAct: async (id) => (await acts()).execute(id),
    withdrawAct: async (id) => (await acts()).withdraw(id),
  };
}
