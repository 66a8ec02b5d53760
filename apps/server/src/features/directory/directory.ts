/** What officers see of a directory, whom they say it means, and the tokens it comes in by. */
import {
  type AccountId,
  type ApiParsed,
  type DirectoryAnswer,
  type EntryId,
  isGrantedRole,
  LIMITS,
  type MadeToken,
  newId,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { aboutEach, insert, plan, remove, requireRows, update } from "../../kernel/plan.ts";
import type { Agreed, Grant } from "../../kernel/policy/policy.ts";
import { roleAssignments } from "../../kernel/records.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { type AccountsDoor, machineSteps } from "../accounts/index.ts";
import { type DirectoryTokens } from "../tokens/index.ts";
import * as told from "./facts.ts";
import type { MappingRules } from "./mappings.ts";
import { type DirectoryPeopleRules, shownName } from "./people.ts";
import type { RequestList } from "./requests.ts";
import type { DirectoryStore } from "./store.ts";
import { directoryGroups, directoryPeople } from "./tables.ts";

export interface DirectoryDeps extends Pick<Kernel, "ledger" | "policy" | "vault" | "clock"> {
  readonly store: DirectoryStore;
  readonly base: string;
  readonly door: Pick<AccountsDoor, "handleKey">;
  readonly tokens: DirectoryTokens;
  readonly people: Pick<DirectoryPeopleRules, "known">;
  readonly mappings: Pick<MappingRules, "shown" | "reconcile">;
  readonly requests: RequestList;
}

const LISTED = 500;
const HANDLE = "directory";

export function directoryRules(deps: DirectoryDeps) {
  const { ledger, policy, vault, clock, store, base, door, tokens, people, mappings, requests } = deps;

  /** The account that the directory acts as, once there is one. */
  const account = async (): Promise<AccountId | undefined> => {
    for (const [one, { standing }] of await policy.everybody()) if (standing?.role === "directory") return one;
    return undefined;
  };

  /** Who joined as this entry is said to be that person indeed: then groups give them roles, too. */
  const confirmed = async (
    grant: Agreed<"directory.configure">,
    entry: EntryId,
    person: AccountId,
  ): Promise<Result<undefined>> => {
    const by = grant.caller.account;
    const said = { linked_by: by, changed_ms: clock.nowMs() };
    const done = await ledger.commit(grant, () =>
      plan(
        told.entryLinked,
        aboutEach(person, [by], { entry, account: person, by }),
        [update(directoryPeople, { id: entry, account: person }, said, "permission-changed")],
        null,
      ),
    );
    if (!done.ok) return done;
    await mappings.reconcile(entry);
    return ok(undefined);
  };

  return {
    async overview(_grant: Grant<"directory.read">): Promise<Result<DirectoryAnswer>> {
      const own = await account();
      const { all, inactive } = await store.countPeople();
      const shownGroups: DirectoryAnswer["groups"] = [];
      for (const row of await store.groups()) {
        const attributes = vault.open(directoryGroups, "attributes", row);
        const name = attributes === ERASED ? "" : attributes.displayname;
        const members = (await store.membersOf(row.id)).length;
        shownGroups.push({ id: row.id, name, members, mappings: await mappings.shown(row.id) });
      }
      return ok({
        url: base,
        tokens: own === undefined ? [] : await tokens.shown(own),
        people: { all, waiting: await store.countWaiting(), inactive },
        groups: shownGroups.toSorted((a, b) => a.name.localeCompare(b.name)),
        requests: requests.all(),
      });
    },

    async listPeople(_grant: Grant<"directory.read">) {
      const shown = [];
      for (const row of await store.newestPeople(LISTED)) {
        const person = await people.known(row);
        if (person === undefined) continue;
        const isJoined = (await policy.standingOf(row.account))?.role !== "placeholder";
        const { id: entry, account: of } = row;
        const { username: userName, active } = person;
        shown.push({ entry, account: of, userName, name: shownName(person), active, joined: isJoined });
      }
      return ok({ people: shown });
    },

    async makeToken(
      grant: Agreed<"directory.configure">,
      { name, forMs }: ApiParsed<"makeDirectoryToken">,
    ): Promise<Result<MadeToken>> {
      const known = await account();
      const own = known ?? newId<AccountId>();
      const by = grant.caller.account;
      const nowMs = clock.nowMs();
      const machine = { id: own, handleKey: door.handleKey(`${HANDLE}:`), handle: HANDLE, name: "SCIM" };
      const made = tokens.prepare({ account: own, name, scopes: ["directory"], by, nowMs, forMs });
      const steps = [
        ...(known === undefined
          ? [
              requireRows(roleAssignments, { scope: "org", role: "directory" }, "permission-changed", 0, 0),
              ...machineSteps({ ...machine, role: "directory", nowMs }),
            ]
          : []),
        ...(await tokens.room(own, LIMITS.directoryTokens)),
        ...made.steps,
      ];
      return tokens.commit(grant, { account: own, by, made, name, steps });
    },

    /** The entry is somebody who was here before: what it is told of them counts from now on. */
    async link(
      grant: Agreed<"directory.configure">,
      entry: EntryId,
      { account: person }: ApiParsed<"linkDirectoryEntry">,
    ): Promise<Result<undefined>> {
      const row = await store.person(entry);
      const attributes = row === undefined ? ERASED : vault.open(directoryPeople, "attributes", row);
      if (row === undefined || attributes === ERASED) return refuse("not-found");
      const role = await policy.orgRoleOf(person);
      const isWaiting = (await policy.standingOf(row.account))?.role === "placeholder";
      if (!isGrantedRole(role) || !(isWaiting || row.account === person))
        return refuse("not-found", "expected a person, and an entry nobody else joined as");
      const by = grant.caller.account;
      const nowMs = clock.nowMs();
      if (row.account === person) return confirmed(grant, entry, person);
      const done = await ledger.commit(grant, () =>
        plan(
          told.entryLinked,
          aboutEach(person, [by], { entry, account: person, by }),
          [
            requireRows(directoryPeople, { account: person }, "name-taken", 0, 0),
            requireRows(roleAssignments, { scope: "org", account: person, role }, "permission-changed"),
            update(
              roleAssignments,
              { scope: "org", account: row.account, role: "placeholder" },
              { role: "removed", since_ms: nowMs, suspended_ms: null },
              "permission-changed",
            ),
            // Sealed anew: what is told of a person lies under their own key.
            remove(directoryPeople, { id: entry, account: row.account }, "permission-changed"),
            insert(directoryPeople, {
              ...{ ...row, account: person, attributes, stopped_ms: null },
              ...{ changed_ms: nowMs, linked_by: by },
            }),
          ],
          null,
        ),
      );
      if (!done.ok) return done;
      await mappings.reconcile(entry);
      return ok(undefined);
    },
  };
}
export type DirectoryRules = ReturnType<typeof directoryRules>;
