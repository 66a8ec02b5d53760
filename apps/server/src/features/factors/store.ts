/** The only SQL about what proves who somebody is. */
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf, Schema } from "../../kernel/tables.ts";
import type { factorTables, securitySettings } from "./tables.ts";

export interface FactorStore {
  settings(): Promise<RowOf<typeof securitySettings> | undefined>;
}

export function factorStore(reader: Reader): FactorStore {
  const db = reader.query<Schema<typeof factorTables>>();
  return { settings: () => db.selectFrom("security_settings").selectAll().executeTakeFirst() };
}
