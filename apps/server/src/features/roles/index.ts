/** What other features may use of roles. */
export { personRemoved, personSuspended, roleGranted } from "./facts.ts";
