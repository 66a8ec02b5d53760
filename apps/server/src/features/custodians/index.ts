/** What other features may use of who answers for the server's secrets. */
export { type CustodianRules, custodianRules } from "./custodians.ts";
export { type ServerKey, serverKeysOf } from "./server-keys.ts";
