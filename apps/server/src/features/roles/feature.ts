import type { Feature } from "../../kernel/feature.ts";
import { repeat } from "../../kernel/repeat.ts";
import { type EmergencyDeps, emergencyRules } from "./emergencies.ts";
import { type HeldDeps, type HeldRules, heldRules } from "./held.ts";
import { type MayBecome, mayBecomeRules } from "./may-become.ts";
import { type PolicyDeps, policyRules } from "./policy-change.ts";
import { type RequestDeps, requestRules } from "./requests.ts";
import { type RoleRules, roleRules } from "./roles.ts";
import { roleRoutes } from "./routes.ts";
import { type StandingDeps, type StandingPlans, standingPlans } from "./standing.ts";
import { roleTables } from "./tables.ts";

export { roleTables } from "./tables.ts";

/** How long the row of a role that has ended may lie about; it counts for nothing meanwhile. */
const ENDED_LOOK_MS = 60_000;

export interface RolesFeature extends Feature, Pick<RoleRules, "taking"> {
  /** For whoever else decides that somebody comes, goes or holds a role. */
  readonly plans: StandingPlans & Pick<HeldRules, "giving" | "dropping">;
}

export function rolesFeature(
  deps: Omit<StandingDeps & HeldDeps & RequestDeps & EmergencyDeps, keyof MayBecome | "holding" | "endHeld"> &
    PolicyDeps,
): RolesFeature {
  const may = mayBecomeRules(deps);
  const held = heldRules({ ...deps, ...may });
  repeat(deps.clock, ENDED_LOOK_MS, held.endHeld, () => deps.log("listener-failed"));
  const plans = standingPlans({ ...deps, ...may });
  const rules = roleRules({ ...deps, ...may, ...held, plans });
  return {
    name: "roles",
    tables: roleTables,
    routes: roleRoutes({
      rules,
      held,
      requests: requestRules({ ...deps, ...may, ...held }),
      policy: policyRules(deps),
      emergencies: emergencyRules({ ...deps, ...held }),
    }),
    taking: rules.taking,
    plans: { ...plans, giving: held.giving, dropping: held.dropping },
  };
}
