import type { Feature } from "../../kernel/feature.ts";
import type { CustodianRules } from "./custodians.ts";
import { custodianRoutes } from "./routes.ts";
import { custodianTables } from "./tables.ts";

export { custodianTables } from "./tables.ts";

export const custodiansFeature = (rules: CustodianRules): Feature => ({
  name: "custodians",
  tables: custodianTables,
  routes: custodianRoutes(rules),
});
