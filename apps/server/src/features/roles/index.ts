/** What other features may use of roles. */
export {
  personRemoved,
  personSuspended,
  policyChanged,
  roleAnswered,
  roleDropped,
  roleEnded,
  roleGranted,
  roleHeld,
} from "./facts.ts";
