/** What other features may use of roles. */
export { personRemoved, personSuspended, policyChanged, roleAnswered, roleGranted, roleHeld } from "./facts.ts";
