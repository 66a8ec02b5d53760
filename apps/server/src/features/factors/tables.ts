import { count, table } from "../../kernel/tables.ts";

/** One row once somebody changed something; until then the defaults count. */
export const securitySettings = table(
  "security_settings",
  { id: count(), password_min_chars: count(), password_with_factor_min_chars: count() },
  { primaryKey: ["id"] },
);

export const factorTables = [securitySettings] as const;
