/**
 * What groups of a directory give: a role beside the first one, or a room. Made under the very rule that giving it by hand has, and
 * worth something to who comes new only as long as whoever made it may still give it. What a mapping gave is remembered, so that no more
 * than that is taken back.
 */
import {
  type AccountId,
  type DirectoryMapping,
  type EntryId,
  isGrantedRole,
  LIMITS,
  type MappingId,
  newId,
  type RoleName,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { insert, insertOrKeep, type Plan, plan, remove, type Step, update } from "../../kernel/plan.ts";
import type { Agreed, AnyGrant, Grant } from "../../kernel/policy/policy.ts";
import { countsAs, FOR_GOOD_MS, makesOfficer } from "../../kernel/policy/rule.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { ConversationRules, PlacingPlans } from "../conversations/index.ts";
import type { RolesFeature } from "../roles/index.ts";
import * as told from "./facts.ts";
import type { DirectoryStore, MappingRow, PersonRow } from "./store.ts";
import { directoryGiven, directoryMappings, directoryMembers, directoryPeople, type StoredMapping } from "./tables.ts";

export interface MappingDeps extends Pick<Kernel, "ledger" | "policy" | "vault" | "tagged" | "clock" | "openGrant"> {
  readonly store: DirectoryStore;
  readonly plans: RolesFeature["plans"];
  readonly placing: PlacingPlans;
  readonly levelOf: ConversationRules["levelOf"];
}

const REASON = "a group of the directory";

export function mappingRules(deps: MappingDeps) {
  const { ledger, policy, vault, tagged, clock, openGrant, store, plans, placing, levelOf } = deps;
  /** What it gives; nothing where a part of the row was put there from elsewhere. */
  const givenBy = (row: MappingRow): StoredMapping | undefined => {
    const gives = vault.open(directoryMappings, "gives", row);
    return gives === ERASED || gives.group !== row.group ? undefined : gives;
  };

  /**
   * Whether groups may give the role at all. An officer's they give only where the policy says so, and never where giving roles is
   * under dual control: there others sign each person, whom a directory would put past them.
   */
  const mayGroupsGive = async (role: RoleName): Promise<boolean> => {
    const { document, compiled } = await policy.now();
    if (!makesOfficer(compiled, role)) return true;
    return document.officersByGroup && (await policy.approvalsFor("role.grant")) === 0;
  };

  /** Whether whoever made it may still give it, with as many approvals as are asked for now. */
  const counts = async ({ role, room, madeBy, approvals }: StoredMapping): Promise<boolean> => {
    if (role !== undefined) {
      const why = await policy.explain(madeBy, "role.grant", { kind: "org" }, FOR_GOOD_MS);
      return why.may && (await mayGroupsGive(role)) && approvals >= (await policy.approvalsFor("role.grant"));
    }
    return room !== undefined && (await policy.explain(madeBy, "room.add-member", { kind: "room", room })).may;
  };

  const add = async (grant: AnyGrant, gives: StoredMapping): Promise<Result<undefined>> => {
    const { group } = gives;
    if ((await store.group(group)) === undefined) return refuse("not-found");
    const all = await store.mappings();
    if (all.length >= LIMITS.directoryMappings) return refuse("too-many");
    const isSame = (one: StoredMapping | undefined) => one?.role === gives.role && one?.room === gives.room;
    const live = all.filter((row) => row.group === group && row.ended_ms === null);
    if (live.some((row) => isSame(givenBy(row)))) return refuse("name-taken");
    const id = newId<MappingId>();
    const detail = { mapping: id, group, role: gives.role ?? "", room: gives.room ?? "", by: gives.madeBy };
    const row = { id, group, gives, made_ms: clock.nowMs() };
    const done = await ledger.commit(grant, () =>
      plan(told.mappingChanged, [{ subject: gives.madeBy, detail }], [insert(directoryMappings, row)], null),
    );
    if (!done.ok) return done;
    for (const { person } of await store.membersOf(group)) await reconcile(person);
    return ok(undefined);
  };

  /** Whose account it is, while they are somebody who can hold what is given. */
  const holderOf = async (person: EntryId): Promise<PersonRow | undefined> => {
    const [row] = (await tagged.of(directoryPeople, person)).rows;
    if (row === undefined) return undefined;
    return isGrantedRole(countsAs(await policy.standingOf(row.account))) ? row : undefined;
  };
  /**
   * Whether it is this person, as far as roles go: whoever invites has the link in their hands, and could come as anybody. So an
   * officer said it, or whoever invited them may give roles alone, as with an invitation to such a role.
   */
  const isVouched = async ({ account, linked_by }: PersonRow): Promise<boolean> => {
    if (linked_by !== null) return true;
    const inviter = (await policy.standingOf(account))?.given_by ?? undefined;
    if (inviter === undefined || (await policy.approvalsFor("role.grant")) > 0) return false;
    return (await policy.explain(inviter, "role.grant", { kind: "org" }, FOR_GOOD_MS)).may;
  };
  const giving = async (
    account: AccountId,
    { role, room, madeBy }: StoredMapping,
  ): Promise<Result<Plan | undefined>> => {
    if (room !== undefined) return placing.puttingIn(room, account, madeBy);
    if (role === undefined || (await holds(account, role))) return ok(undefined);
    return plans.giving(account, role, { by: madeBy, reason: REASON });
  };
  const taking = async (
    account: AccountId,
    { role, room, madeBy }: StoredMapping,
  ): Promise<Result<Plan | undefined>> => {
    if (room !== undefined) return placing.takingOut(room, account, madeBy);
    if (role === undefined || !(await holds(account, role))) return ok(undefined);
    return plans.dropping({ account, role }, { by: madeBy, reason: REASON });
  };
  const holds = async (account: AccountId, role: RoleName): Promise<boolean> =>
    (await policy.personOf(account)).held.some((one) => one.role === role);

  /** Writes what is given or taken, with the row that remembers it; what is refused stays as it is, for the next time. */
  const commit = async (account: AccountId, made: Result<Plan | undefined>, remembered: Step): Promise<void> => {
    if (!made.ok) return;
    const done = made.value ?? plan(told.mappingApplied, [{ subject: account, detail: {} }], [], null);
    await ledger.commit(openGrant("a group of the directory gives what an officer said"), () => ({
      ...done,
      steps: [...done.steps, remembered],
    }));
  };

  /** Brings what somebody was given by groups to what their groups give now. */
  const reconcile = async (person: EntryId): Promise<void> => {
    const holder = await holderOf(person);
    if (holder === undefined) return;
    const { account } = holder;
    const vouched = await isVouched(holder);
    const groups = new Set((await tagged.of(directoryMembers, person)).rows.map(({ group }) => group));
    const all = new Map((await store.mappings()).map((row) => [row.id, row]));
    const wanted = [...all.values()].filter(({ group, ended_ms }) => groups.has(group) && ended_ms === null);
    const given = new Set((await store.givenTo(person)).map(({ mapping }) => mapping));
    for (const row of wanted.filter(({ id }) => !given.has(id))) {
      const gives = givenBy(row);
      const mayGet = gives !== undefined && (gives.role === undefined || vouched);
      if (mayGet && (await counts(gives)))
        await commit(account, await giving(account, gives), insertOrKeep(directoryGiven, { mapping: row.id, person }));
    }
    const stays = wanted.map(givenBy);
    for (const mapping of given) {
      if (wanted.some(({ id }) => id === mapping)) continue;
      const row = all.get(mapping);
      const gives = row === undefined ? undefined : givenBy(row);
      // Another group may give the same.
      const isKept = stays.some((one) => one?.role === gives?.role && one?.room === gives?.room);
      const taken = gives === undefined || isKept ? ok(undefined) : await taking(account, gives);
      await commit(account, taken, remove(directoryGiven, { mapping, person }, "ignore"));
    }
  };

  const end = async (row: MappingRow): Promise<void> => {
    for (const { person } of await store.givenBy(row.id)) await reconcile(person);
    if ((await store.givenBy(row.id)).length > 0) return;
    const about = [{ subject: givenBy(row)?.madeBy ?? null, detail: { mapping: row.id, group: row.group } }] as const;
    await ledger.commit(openGrant("a mapping that has ended goes, once all is taken back"), () =>
      plan(told.mappingChanged, about, [remove(directoryMappings, { id: row.id }, "ignore")], null),
    );
  };

  return {
    reconcile,

    async addRole(grant: Agreed<"role.grant">, group: EntryId, role: RoleName): Promise<Result<undefined>> {
      // An owner is made by an owner, of somebody they know.
      if (role === "owner") return refuse("forbidden", "expected another role than owner");
      if (!(await mayGroupsGive(role))) return refuse("officers-by-hand");
      const { account: madeBy } = grant.caller;
      return add(grant, { group, role, madeBy, approvals: grant.approvals });
    },

    async addRoom(grant: Grant<"room.add-member">, group: EntryId): Promise<Result<undefined>> {
      const { room } = grant.resource;
      if ((await levelOf(room)) !== "sealed") return refuse("wrong-level");
      return add(grant, { group, room, madeBy: grant.caller.account, approvals: 0 });
    },

    async remove(grant: Agreed<"directory.configure">, id: MappingId): Promise<Result<undefined>> {
      const row = await store.mapping(id);
      if (row === undefined || row.ended_ms !== null) return refuse("not-found");
      const by = grant.caller.account;
      const about = [{ subject: by, detail: { mapping: id, group: row.group, by, ended: true } }] as const;
      const ended = update(directoryMappings, { id, ended_ms: null }, { ended_ms: clock.nowMs() });
      const done = await ledger.commit(grant, () => plan(told.mappingChanged, about, [ended], null));
      if (!done.ok) return done;
      await end(row);
      return ok(undefined);
    },

    /** Steps that end all that a group gives. */
    async endOf(group: EntryId): Promise<readonly Step[]> {
      return (await store.mappingsOf(group)).map(({ id }) => remove(directoryMappings, { id }, "ignore"));
    },

    async shown(group: EntryId): Promise<DirectoryMapping[]> {
      const rows = (await store.mappingsOf(group)).filter(({ ended_ms }) => ended_ms === null);
      const all = await Promise.all(
        rows.map(async (row): Promise<readonly DirectoryMapping[]> => {
          const gives = givenBy(row);
          if (gives === undefined) return [];
          const { role, room, madeBy } = gives;
          const what = { ...(role !== undefined && { role }), ...(room !== undefined && { room }) };
          return [{ id: row.id, ...what, madeBy, madeAtMs: row.made_ms, counts: await counts(gives) }];
        }),
      );
      return all.flat();
    },

    /** After a start, and where somebody joined: what a crash cut short is gone on with. */
    async reconcileAll(): Promise<void> {
      for (const { person } of await store.concerned()) await reconcile(person);
      for (const row of await store.mappings()) if (row.ended_ms !== null) await end(row);
    },
  };
}
export type MappingRules = ReturnType<typeof mappingRules>;
