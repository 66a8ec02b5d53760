/** What other features and the composition root use of identity. */
export { identityChanged, identityRules } from "./identity.ts";
export { openIdentityLog } from "./identity-log.ts";
