/** What other features may use of roles. */
export {
  emergencyBegun,
  emergencyEnded,
  emergencyJudged,
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
export type { Authority } from "./may-become.ts";
export type { RoleRules } from "./roles.ts";
