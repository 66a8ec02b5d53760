import type { Feature } from "../../kernel/feature.ts";
import type { FactorRules } from "./factors.ts";
import { factorRoutes } from "./routes.ts";
import type { SettingsRules } from "./settings.ts";
import { factorTables } from "./tables.ts";

export { factorTables } from "./tables.ts";

export const factorsFeature = (rules: FactorRules, settings: SettingsRules): Feature => ({
  name: "factors",
  tables: factorTables,
  routes: factorRoutes(rules, settings),
});
