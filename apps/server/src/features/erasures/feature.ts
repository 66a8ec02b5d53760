import type { Feature } from "../../kernel/feature.ts";
import { type ErasuresDeps, erasureRules } from "./erasures.ts";
import { erasureRoutes } from "./routes.ts";

export const erasuresFeature = (deps: ErasuresDeps): Feature => ({
  name: "erasures",
  tables: [],
  routes: erasureRoutes(erasureRules(deps)),
});
