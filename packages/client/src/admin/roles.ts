/** `RolesApi` over the HTTP interface: the server decides all of it. */
import type { ApiClient } from "../session/api-client.ts";
import type { Warbler } from "../warbler.ts";
import type { RolesApi } from "./roles-api.ts";

/** Roles in the organisation, as a signed-in client sees and changes them. */
export const rolesOf = (me: Pick<Warbler, "api">): RolesApi =>
  over((name, input, params) => me.api(name, input, params));

const over = (call: ApiClient["call"]): RolesApi => ({
  grant: (account, role) => call("grantRole", { account, role }),
  suspend: (account, reason) => call("suspendPerson", { reason }, { account }),
  reinstate: (account) => call("reinstatePerson", undefined, { account }),
  hold: (held) => call("holdRole", held),
  drop: (account, role) => call("dropRole", { account, role }),
  held: async () => (await call("heldRoles", undefined)).held,
  ask: (request) => call("askRole", request),
  ownRequests: async () => (await call("ownRoleRequests", undefined)).requests,
  requests: async () => (await call("roleRequests", undefined)).requests,
  answer: ({ id: request, account, role, forMs }, grant) =>
    call("answerRoleRequest", { grant, account, role, forMs }, { request }),
  withdraw: (request) => call("withdrawRoleRequest", undefined, { request }),
  why: (question) => call("why", question),
  policy: () => call("policy", undefined),
  changePolicy: (change) => call("changePolicy", change),
  simulate: (document) => call("simulatePolicy", { document }),
  remove: (account, reason) => call("removePerson", { reason }, { account }),
});
