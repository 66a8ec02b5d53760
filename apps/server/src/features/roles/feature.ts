import type { Feature } from "../../kernel/feature.ts";
import type { RoleRules } from "./roles.ts";
import { roleRoutes } from "./routes.ts";

export const rolesFeature = (rules: RoleRules): Feature => ({
  name: "roles",
  tables: [],
  routes: roleRoutes(rules),
});
