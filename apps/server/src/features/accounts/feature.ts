import type { AccountId, RoomId } from "@warbler/protocol";
import type { Feature } from "../../kernel/feature.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import type { Step } from "../../kernel/plan.ts";
import { type AccountRules, type AccountsDeps, accountRules } from "./accounts.ts";
import { accountRoutes } from "./routes.ts";
import { type SessionWatch, sessionWatch } from "./session-watch.ts";
import { accountStore } from "./store.ts";
import { accountTables } from "./tables.ts";

export { accountTables } from "./tables.ts";

export interface AccountsFeature extends Feature {
  readonly sessions: SessionWatch;
  readonly setUpLink: AccountRules["setUpLink"];
}

export function accountsFeature(
  deps: AccountsDeps &
    Pick<Kernel, "log" | "openGrant"> & {
      readonly joinRooms: (account: AccountId, rooms: readonly RoomId[], nowMs: number) => Promise<readonly Step[]>;
    },
): AccountsFeature {
  const rules = accountRules(deps);
  return {
    name: "accounts",
    tables: accountTables,
    routes: accountRoutes(rules, deps.joinRooms),
    sessions: sessionWatch(deps, accountStore(deps.reader)),
    setUpLink: rules.setUpLink,
  };
}
