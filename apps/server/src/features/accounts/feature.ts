import type { AccountId, RoomId } from "@warbler/protocol";
import type { Feature } from "../../kernel/feature.ts";
import type { Step } from "../../kernel/plan.ts";
import type { Caller } from "../../kernel/policy/policy.ts";
import { type AccountRules, type AccountsDeps, accountRules } from "./accounts.ts";
import { accountRoutes } from "./routes.ts";
import { identifier } from "./sessions.ts";
import { accountStore } from "./store.ts";
import { accountTables } from "./tables.ts";

export { accountTables } from "./tables.ts";

export interface AccountsFeature extends Feature {
  readonly identify: (token: Uint8Array) => Promise<Caller | undefined>;
  readonly setUpLink: AccountRules["setUpLink"];
}

export function accountsFeature(
  deps: AccountsDeps & {
    readonly joinRooms: (account: AccountId, rooms: readonly RoomId[], nowMs: number) => Promise<readonly Step[]>;
  },
): AccountsFeature {
  const rules = accountRules(deps);
  return {
    name: "accounts",
    tables: accountTables,
    routes: accountRoutes(rules, deps.joinRooms),
    identify: identifier(deps, accountStore(deps.reader)),
    setUpLink: rules.setUpLink,
  };
}
