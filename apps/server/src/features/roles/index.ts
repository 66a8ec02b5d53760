/** What other features may use of roles. */
export { personRemoved, personSuspended } from "./facts.ts";
