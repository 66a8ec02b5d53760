/** Roles in the organisation: granting them, and suspending or removing who has one. */
import { type AccountId, type ApiParsed, isGrantedRole } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { aboutEach, plan, remove, requireRows, type Step, update } from "../../kernel/plan.ts";
import type { Agreed, Caller, Grant } from "../../kernel/policy/policy.ts";
import type { Standing } from "../../kernel/policy/rule.ts";
import { heldRoles, roleAssignments } from "../../kernel/records.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { closeAccountSteps, endSessionsSteps } from "../accounts/index.ts";
import type { ConversationRules } from "../conversations/index.ts";
import type { OwnersBotsRules } from "../tokens/index.ts";
import * as told from "./facts.ts";
import { type HeldRules, staysStaffed } from "./held.ts";

export interface RolesDeps extends Pick<Kernel, "ledger" | "policy" | "clock"> {
  readonly mayBecome: HeldRules["mayBecome"];
  readonly mayGive: HeldRules["mayGive"];
  readonly leavesApprovers: HeldRules["leavesApprovers"];
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

  return {
    async grantRole(
      grant: Agreed<"role.grant">,
      { account, role }: ApiParsed<"grantRole">,
    ): Promise<Result<undefined>> {
      const person = await personWithRole(account);
      if (!person.ok) return person;
      const before = person.value.role;
      const by = grant.caller.account;
      const mine = await mayGive(by, undefined);
      if (!mine.ok) return mine;
      const { held } = await policy.personOf(account);
      const may = await mayBecome(account, { standing: { ...person.value, role }, held });
      if (!may.ok) return may;
      const { profile } = (await policy.now()).document;
      const done = await ledger.commit(grant, () =>
        plan(
          told.roleGranted,
          aboutEach(account, [by], { account, role, before, by }),
          [
            ...(role === "owner" ? [] : staysOwned(person.value)),
            ...(role === before ? [] : staysStaffed(profile, { standing: person.value, held })),
            requireRows(heldRoles, { account }, "permission-changed", held.length, held.length),
            update(roleAssignments, { scope: "org", account, role: before }, { role, since_ms: clock.nowMs() }),
          ],
          { account },
        ),
      );
      return done.ok ? ok(undefined) : done;
    },

    async suspend(grant: Grant<"person.suspend">, reason: string): Promise<Result<undefined>> {
      const { account } = grant.resource;
      const person = await personWithRole(account);
      if (!person.ok) return person;
      const { role } = person.value;
      const enough = await leavesApprovers(account, { standing: undefined, held: [] });
      if (!enough.ok) return enough;
      const nowMs = clock.nowMs();
      const by = grant.caller.account;
      const staying = await stays(person.value);
      const owned = await ownersBots.stop(account, nowMs, false);
      const done = await ledger.commit(grant, () =>
        plan(
          told.personSuspended,
          aboutEach(account, [by], { account, by, reason }),
          [
            ...staying,
            update(roleAssignments, { scope: "org", account, role, suspended_ms: null }, { suspended_ms: nowMs }),
            ...endSessionsSteps(account, nowMs),
            ...owned.steps,
          ],
          { account, bots: owned.bots },
        ),
      );
      return done.ok ? ok(undefined) : done;
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
