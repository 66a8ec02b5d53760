/** What other features may use of roles. */
export {
  personReinstated,
  personRemoved,
  personSuspended,
  policyChanged,
  roleAnswered,
  roleDropped,
  roleEnded,
  roleGranted,
  roleHeld,
} from "./facts.ts";
export type { RolesFeature } from "./feature.ts";
export type { Authority } from "./held.ts";
export type { RoleRules } from "./roles.ts";
