/** Roles in the organisation: granting them, and suspending or removing who has one. */
import { type AccountId, type ApiParsed, isGrantedRole, isOfficerRole, type RoleName } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { aboutEach, type Plan, plan, remove, requireRows, type Step, update } from "../../kernel/plan.ts";
import type { Agreed, AnyGrant, Caller, Grant } from "../../kernel/policy/policy.ts";
import type { Standing } from "../../kernel/policy/rule.ts";
import { heldRoles, roleAssignments } from "../../kernel/records.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { closeAccountSteps, endSessionsSteps } from "../accounts/index.ts";
import type { ConversationRules } from "../conversations/index.ts";
import type { OwnersBotsRules } from "../tokens/index.ts";
import * as told from "./facts.ts";
import { type Authority, type HeldRules, staysStaffed } from "./held.ts";

/** A role as it was when a review began. */
export interface TakenRole {
  readonly account: AccountId;
  readonly role: RoleName;
  readonly sinceMs: number;
}
export interface RolesDeps extends Pick<Kernel, "ledger" | "policy" | "clock"> {
  readonly mayBecome: HeldRules["mayBecome"];
  readonly mayGive: HeldRules["mayGive"];
  readonly leavesApprovers: HeldRules["leavesApprovers"];
  readonly dropping: HeldRules["dropping"];
  readonly conversations: Pick<ConversationRules, "leaveAllRooms">;
  /** Steps that forget what waits for the account's devices: key packages, and keys that are handed over. */
  readonly accountCloses: (account: AccountId) => Promise<readonly Step[]>;
  /** The person's bots stop with them. */
  readonly ownersBots: OwnersBotsRules;
}

export function roleRules({
  ledger,
  policy,
  clock,
  mayBecome,
  mayGive,
  leavesApprovers,
  dropping,
  conversations,
  accountCloses,
  ownersBots,
}: RolesDeps) {
  /** What must stay when a person goes, for a time or for good. */
  const stays = async (standing: Standing): Promise<readonly Step[]> => [
    ...staysOwned(standing),
    ...staysStaffed((await policy.now()).document.profile, { standing, held: [] }),
  ];
  const personWithRole = async (account: AccountId): Promise<Result<Standing>> => {
    const standing = await policy.standingOf(account);
    return standing !== undefined && isGrantedRole(standing.role) ? ok(standing) : refuse("not-found");
  };

  /** Another first role, when nothing about the person has changed until then. */
  const changed = async (
    { account, role }: ApiParsed<"grantRole">,
    { by, ...reported }: Authority,
  ): Promise<Result<Plan>> => {
    const person = await personWithRole(account);
    if (!person.ok) return person;
    const before = person.value.role;
    const { held } = await policy.personOf(account);
    const may = await mayBecome(account, { standing: { ...person.value, role }, held });
    if (!may.ok) return may;
    const { profile } = (await policy.now()).document;
    return ok(
      plan(
        told.roleGranted,
        aboutEach(account, [by], { account, role, before, by, ...reported }),
        [
          ...(role === "owner" ? [] : staysOwned(person.value)),
          ...(role === before ? [] : staysStaffed(profile, { standing: person.value, held })),
          requireRows(heldRoles, { account }, "permission-changed", held.length, held.length),
          update(
            roleAssignments,
            { scope: "org", account, role: before },
            { role, since_ms: clock.nowMs(), given_by: by },
          ),
        ],
        { account, review: reported.review },
      ),
    );
  };

  const suspended = async (account: AccountId, { by, ...reported }: Authority): Promise<Result<Plan>> => {
    const person = await personWithRole(account);
    if (!person.ok) return person;
    const { role } = person.value;
    const enough = await leavesApprovers(account, { standing: undefined, held: [] });
    if (!enough.ok) return enough;
    const nowMs = clock.nowMs();
    const staying = await stays(person.value);
    const owned = await ownersBots.stop(account, nowMs, false);
    return ok(
      plan(
        told.personSuspended,
        aboutEach(account, [by], { account, by, ...reported }),
        [
          ...staying,
          update(roleAssignments, { scope: "org", account, role, suspended_ms: null }, { suspended_ms: nowMs }),
          ...endSessionsSteps(account, nowMs),
          ...owned.steps,
        ],
        { account, bots: owned.bots },
      ),
    );
  };
  const committed = async (grant: AnyGrant, made: Result<Plan>): Promise<Result<undefined>> => {
    if (!made.ok) return made;
    const done = await ledger.commit(grant, () => made.value);
    return done.ok ? ok(undefined) : done;
  };

  return {
    async grantRole(grant: Agreed<"role.grant">, input: ApiParsed<"grantRole">): Promise<Result<undefined>> {
      const person = await personWithRole(input.account);
      if (!person.ok) return person;
      const by = grant.caller.account;
      const mine = await mayGive(by, undefined);
      if (!mine.ok) return mine;
      return committed(grant, await changed(input, { by }));
    },

    async suspend(grant: Grant<"person.suspend">, reason: string): Promise<Result<undefined>> {
      return committed(grant, await suspended(grant.resource.account, { by: grant.caller.account, reason }));
    },

    /**
     * What takes a role away that a review decided on: an officer becomes a member, a member or guest is suspended. Undefined where
     * the person does not have it any more, or has it anew.
     */
    async taking({ account, role, sinceMs }: TakenRole, authority: Authority): Promise<Result<Plan | undefined>> {
      const { standing, held } = await policy.personOf(account);
      if (held.some((one) => one.role === role && one.since_ms === sinceMs))
        return dropping({ account, role, sinceMs }, authority);
      const isFirst = standing?.role === role && standing.since_ms === sinceMs && standing.suspended_ms === null;
      if (!isFirst) return ok(undefined);
      return isOfficerRole(role) ? changed({ account, role: "member" }, authority) : suspended(account, authority);
    },

    async reinstate(grant: Grant<"person.suspend">): Promise<Result<undefined>> {
      const { account } = grant.resource;
      const person = await personWithRole(account);
      if (!person.ok) return person;
      const { suspended_ms } = person.value;
      if (suspended_ms === null) return refuse("not-found", "expected somebody who is suspended");
      const by = grant.caller.account;
      const resumed = await ownersBots.resume(account, suspended_ms);
      const done = await ledger.commit(grant, () =>
        plan(
          told.personReinstated,
          aboutEach(account, [by], { account, by }),
          [update(roleAssignments, { scope: "org", account, suspended_ms }, { suspended_ms: null }), ...resumed],
          null,
        ),
      );
      return done.ok ? ok(undefined) : done;
    },

    /** For good: a leaver comes back only as somebody new. */
    async remove(grant: Agreed<"person.remove">, reason: string): Promise<Result<undefined>> {
      const { account } = grant.resource;
      const person = await personWithRole(account);
      if (!person.ok) return person;
      const { role } = person.value;
      const enough = await leavesApprovers(account, { standing: undefined, held: [] });
      if (!enough.ok) return enough;
      const nowMs = clock.nowMs();
      const by: Caller = grant.caller;
      const left = await conversations.leaveAllRooms(account, by);
      const closed = await accountCloses(account);
      const staying = await stays(person.value);
      const owned = await ownersBots.stop(account, nowMs, true);
      const { held } = await policy.personOf(account);
      const done = await ledger.commit(grant, () =>
        plan(
          told.personRemoved,
          aboutEach(account, [by.account], { account, by: by.account, reason, rooms: left.rooms.length }),
          [
            ...staying,
            ...held.map((one) => remove(heldRoles, { account, role: one.role }, "ignore")),
            update(
              roleAssignments,
              { scope: "org", account, role },
              { role: "removed", since_ms: nowMs, suspended_ms: null },
            ),
            ...closeAccountSteps(account, nowMs),
            ...closed,
            ...owned.steps,
            ...left.steps,
          ],
          { account, bots: owned.bots, rooms: left.rooms },
        ),
      );
      return done.ok ? ok(undefined) : done;
    },
  };
}
export type RoleRules = ReturnType<typeof roleRules>;

/** Somebody must stay who can give roles: refuses to take the last owner who is not suspended away. */
const staysOwned = ({ role, suspended_ms }: Standing): readonly Step[] =>
  role === "owner" && suspended_ms === null
    ? [requireRows(roleAssignments, { scope: "org", role: "owner", suspended_ms: null }, "last-owner", 2)]
    : [];
