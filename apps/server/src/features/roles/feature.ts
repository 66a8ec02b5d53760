import type { Feature } from "../../kernel/feature.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import { repeat } from "../../kernel/repeat.ts";
import { type HeldDeps, type HeldRules, heldRules } from "./held.ts";
import { policyRules } from "./policy-change.ts";
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
  deps: Omit<StandingDeps, "leavesApprovers"> & HeldDeps & Pick<Kernel, "log">,
): RolesFeature {
  const held = heldRules(deps);
  repeat(deps.clock, ENDED_LOOK_MS, held.endHeld, () => deps.log("listener-failed"));
  const plans = standingPlans({ ...deps, ...held });
  const rules = roleRules({ ...deps, ...held, plans });
  return {
    name: "roles",
    tables: roleTables,
    routes: roleRoutes({ rules, held, policy: policyRules(deps) }),
    taking: rules.taking,
    plans: { ...plans, giving: held.giving, dropping: held.dropping },
  };
}
