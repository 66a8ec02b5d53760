/** `RolesApi` over the HTTP interface: the server decides all of it. */
import type { ApiClient } from "../session/api-client.ts";
import type { RolesApi } from "./roles-api.ts";

export const rolesApi = ({ call }: Pick<ApiClient, "call">): RolesApi => ({
  grant: (account, role) => call("grantRole", { account, role }),
  suspend: (account, reason) => call("suspendPerson", { reason }, { account }),
  reinstate: (account) => call("reinstatePerson", undefined, { account }),
  remove: (account, reason) => call("removePerson", { reason }, { account }),
});
