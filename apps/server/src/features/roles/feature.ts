import type { Feature } from "../../kernel/feature.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import { repeat } from "../../kernel/repeat.ts";
import { type HeldDeps, heldRules } from "./held.ts";
import { policyRules } from "./policy-change.ts";
import { type RoleRules, type RolesDeps, roleRules } from "./roles.ts";
import { roleRoutes } from "./routes.ts";
import { roleTables } from "./tables.ts";

export { roleTables } from "./tables.ts";

/** How long the row of a role that has ended may lie about; it counts for nothing meanwhile. */
const ENDED_LOOK_MS = 60_000;

export function rolesFeature(
  deps: Omit<RolesDeps, "mayBecome" | "mayGive" | "leavesApprovers" | "dropping"> & HeldDeps & Pick<Kernel, "log">,
): Feature & Pick<RoleRules, "taking"> {
  const held = heldRules(deps);
  repeat(deps.clock, ENDED_LOOK_MS, held.endHeld, () => deps.log("listener-failed"));
  const rules = roleRules({ ...deps, ...held });
  const routes = roleRoutes({ rules, held, policy: policyRules(deps) });
  return { name: "roles", tables: roleTables, routes, taking: rules.taking };
}
