import type { Feature } from "../../kernel/feature.ts";
import { type ImportsDeps, importRules } from "./imports.ts";
import { importRoutes } from "./routes.ts";
import { importTables } from "./tables.ts";

export { importTables } from "./tables.ts";

export const importsFeature = (deps: ImportsDeps): Feature => ({
  name: "imports",
  tables: importTables,
  routes: importRoutes(importRules(deps)),
});
