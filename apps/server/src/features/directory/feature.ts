import type { Feature } from "../../kernel/feature.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import { plan } from "../../kernel/plan.ts";
import { type AccountsDoor, invitationAccepted } from "../accounts/index.ts";
import { type ConversationRules, placingPlans } from "../conversations/index.ts";
import { personReinstated, personRemoved, type RolesFeature } from "../roles/index.ts";
import { ssoJoined } from "../sso/index.ts";
import { directoryTokens } from "../tokens/index.ts";
import { directoryRules } from "./directory.ts";
import * as told from "./facts.ts";
import { directoryGroupRules } from "./groups.ts";
import { mappingRules } from "./mappings.ts";
import { directoryPeopleRules, forgetEntry } from "./people.ts";
import { requestList } from "./requests.ts";
import { directoryRoutes } from "./routes.ts";
import { directoryStore } from "./store.ts";
import { directoryTables } from "./tables.ts";

export { directoryTables } from "./tables.ts";

export interface DirectoryFeatureDeps extends Kernel {
  readonly publicUrl: string;
  readonly door: AccountsDoor;
  readonly plans: RolesFeature["plans"];
  readonly conversations: Pick<ConversationRules, "levelOf">;
}

export function directoryFeature(deps: DirectoryFeatureDeps): Feature {
  const { ledger, openGrant, log, conversations } = deps;
  const store = directoryStore(deps.reader);
  const base = `${deps.publicUrl}/scim/v2`;
  const shared = { ...deps, store, base };
  const requests = requestList(deps.clock);
  const mappings = mappingRules({ ...shared, placing: placingPlans(deps), levelOf: conversations.levelOf });
  const people = directoryPeopleRules(shared);
  const groups = directoryGroupRules({ ...shared, mappings });
  const tokens = directoryTokens(deps);
  const directory = directoryRules({ ...shared, tokens, people, mappings, requests });

  const inBackground = (work: Promise<unknown>) => {
    work.catch(() => log("listener-failed"));
  };
  // Who joins, or comes back, gets what their groups give; who has left is nobody's to tell of any more.
  for (const fact of [invitationAccepted, ssoJoined, personReinstated])
    ledger.on(fact, ({ account }) =>
      inBackground(
        store.personOf(account).then(async (row) => (row === undefined ? undefined : mappings.reconcile(row.id))),
      ),
    );
  ledger.on(personRemoved, ({ account }) =>
    inBackground(
      store
        .personOf(account)
        .then((row) =>
          row === undefined
            ? undefined
            : ledger.commit(openGrant("a directory's entry goes with the person"), () =>
                plan(told.entryRemoved, [{ subject: account, detail: { entry: row.id } }], forgetEntry(row.id), null),
              ),
        ),
    ),
  );
  inBackground(mappings.reconcileAll());
  return {
    name: "directory",
    tables: directoryTables,
    routes: directoryRoutes({ directory, people, groups, mappings, requests, base }),
  };
}
