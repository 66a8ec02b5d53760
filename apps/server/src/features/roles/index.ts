/** What other features may use of roles. */
export { personRemoved, personSuspended } from "./facts.ts";
export { roleRules } from "./roles.ts";
