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
export type { Authority } from "./held.ts";
export type { RoleRules } from "./roles.ts";
