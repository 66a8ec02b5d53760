/** Roles in the organisation: granting them, and suspending or removing who has one. */
import { type AccountId, type ApiParsed, isOfficerRole, type RoleName } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { aboutEach, type Plan, plan, requireRows, update } from "../../kernel/plan.ts";
import type { Agreed, AnyGrant } from "../../kernel/policy/policy.ts";
import { isOfficer } from "../../kernel/policy/rule.ts";
import { heldRoles, roleAssignments } from "../../kernel/records.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { OwnersBotsRules } from "../tokens/index.ts";
import { committing } from "./committing.ts";
import * as told from "./facts.ts";
import type { HeldRules } from "./held.ts";
import { type Authority, type MayBecome, staysStaffed } from "./may-become.ts";
import { personWithRole, type StandingPlans, staysOwned } from "./standing.ts";

/** A role as it was when a review began. */
export interface TakenRole {
  readonly account: AccountId;
  readonly role: RoleName;
  readonly sinceMs: number;
}
export interface RolesDeps extends Pick<Kernel, "ledger" | "policy" | "clock"> {
  readonly mayBecome: MayBecome["mayBecome"];
  readonly mayGive: MayBecome["mayGive"];
  readonly dropping: HeldRules["dropping"];
  readonly plans: StandingPlans;
  readonly ownersBots: Pick<OwnersBotsRules, "botsOf">;
}

export function roleRules({ ledger, policy, clock, mayBecome, mayGive, dropping, plans, ownersBots }: RolesDeps) {
  /** Another first role, when nothing about the person has changed until then. */
  const changed = async (
    { account, role }: ApiParsed<"grantRole">,
    { by, ...reported }: Authority,
  ): Promise<Result<Plan>> => {
    const person = await personWithRole(policy, account);
    if (!person.ok) return person;
    const before = person.value.role;
    if (role === "guest" && (await ownersBots.botsOf(account)).length > 0)
      return refuse("policy-refused", "expected somebody who owns no bot: hand their bots over first");
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

  const commit = committing({ ledger });
  const committed = async (grant: AnyGrant, made: Result<Plan>): Promise<Result<undefined>> =>
    made.ok ? commit(grant, made.value) : made;

  return {
    async grantRole(grant: Agreed<"role.grant">, input: ApiParsed<"grantRole">): Promise<Result<undefined>> {
      const person = await personWithRole(policy, input.account);
      if (!person.ok) return person;
      const by = grant.caller.account;
      const mine = await mayGive(by, undefined);
      if (!mine.ok) return mine;
      return committed(grant, await changed(input, { by }));
    },

    async suspend(grant: Agreed<"person.suspend">, reason: string): Promise<Result<undefined>> {
      return committed(grant, await plans.suspension(grant.resource.account, { by: grant.caller.account, reason }));
    },

    /**
     * What takes a role away that a review decided on: an officer becomes a member, a member or guest is suspended unless a role held
     * beside the first one makes them an officer. Undefined where
     * the person does not have it any more, or has it anew.
     */
    async taking({ account, role, sinceMs }: TakenRole, authority: Authority): Promise<Result<Plan | undefined>> {
      const { standing, held } = await policy.personOf(account);
      if (held.some((one) => one.role === role && one.since_ms === sinceMs))
        return dropping({ account, role, sinceMs }, authority);
      const isFirst = standing?.role === role && standing.since_ms === sinceMs && standing.suspended_ms === null;
      if (!isFirst) return ok(undefined);
      if (isOfficerRole(role)) return changed({ account, role: "member" }, authority);
      // With a first role that gives no duty, nobody's duty is taken: that is a question of its own.
      const { compiled } = await policy.now();
      return isOfficer(compiled, { standing, held })
        ? refuse("forbidden", "expected the roles held beside it to be taken first")
        : plans.suspension(account, authority);
    },

    async reinstate(grant: Agreed<"person.reinstate">): Promise<Result<undefined>> {
      return committed(grant, await plans.reinstatement(grant.resource.account, { by: grant.caller.account }));
    },

    /** For good: a leaver comes back only as somebody new. */
    async remove(grant: Agreed<"person.remove">, reason: string): Promise<Result<undefined>> {
      return committed(grant, await plans.removal(grant.resource.account, grant.caller, reason));
    },
  };
}
export type RoleRules = ReturnType<typeof roleRules>;
