import type { Feature } from "../../kernel/feature.ts";
import { type AccessLinkDeps, accessLinkRules } from "./access-link.ts";
import { type AccessRecoveryDeps, accessRecoveryRules } from "./access-recovery.ts";
import { accessRecoveryRoutes } from "./routes.ts";
import { accessRecoveryTables } from "./tables.ts";

export { accessRecoveryTables } from "./tables.ts";

export const accessRecoveryFeature = (deps: AccessRecoveryDeps & AccessLinkDeps): Feature => ({
  name: "access-recovery",
  tables: accessRecoveryTables,
  routes: accessRecoveryRoutes(accessRecoveryRules(deps), accessLinkRules(deps)),
});
