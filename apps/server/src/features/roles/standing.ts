/**
 * What it takes to suspend, reinstate or remove somebody, whoever decided it: an officer, or a directory that says that they left. Each
 * is one plan, so that sessions, bots and rooms go with the standing or not at all.
 */
import { type AccountId, isGrantedRole } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import {
  aboutEach,
  type FactAbout,
  type NonEmpty,
  type Plan,
  plan,
  remove,
  requireRows,
  type Step,
  update,
} from "../../kernel/plan.ts";
import type { Caller } from "../../kernel/policy/policy.ts";
import type { Standing } from "../../kernel/policy/rule.ts";
import { heldRoles, roleAssignments } from "../../kernel/records.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { closeAccountSteps, endSessionsSteps } from "../accounts/index.ts";
import type { ConversationRules } from "../conversations/index.ts";
import type { OwnersBotsRules } from "../tokens/index.ts";
import { endingEmergencies, endingRecord } from "./emergency-end.ts";
import * as told from "./facts.ts";
import { type Authority, type MayBecome, staysStaffed } from "./may-become.ts";

export interface StandingDeps extends Pick<Kernel, "policy" | "clock"> {
  readonly leavesApprovers: MayBecome["leavesApprovers"];
  readonly conversations: Pick<ConversationRules, "leaveAllRooms">;
  /** Steps that forget what waits for the account's devices: key packages, and keys that are handed over. */
  readonly accountCloses: (account: AccountId) => Promise<readonly Step[]>;
  /** The person's bots stop with them. */
  readonly ownersBots: OwnersBotsRules;
}

/** What a person is, unless they are none, have left or have not joined. */
export async function personWithRole(policy: Kernel["policy"], account: AccountId): Promise<Result<Standing>> {
  const standing = await policy.standingOf(account);
  return standing !== undefined && isGrantedRole(standing.role) ? ok(standing) : refuse("not-found");
}

/** Somebody must stay who can give roles: refuses to take the last owner who is not suspended away. */
export const staysOwned = ({ role, suspended_ms }: Standing): readonly Step[] =>
  role === "owner" && suspended_ms === null
    ? [requireRows(roleAssignments, { scope: "org", role: "owner", suspended_ms: null }, "last-owner", 2)]
    : [];

/**
 * What is recorded of it, and once more for the members of the person's end-to-end rooms, who are shown that it is so, and not why
 * or by whom (`leaverAnswer`).
 */
const toldOf = (account: AccountId, by: AccountId, detail: FactAbout["detail"]): NonEmpty<FactAbout> => [
  ...aboutEach(account, [by], { account, by, ...detail }),
  { subject: account, detail: { account } },
];

export function standingPlans({
  policy,
  clock,
  leavesApprovers,
  conversations,
  accountCloses,
  ownersBots,
}: StandingDeps) {
  /** What must stay when a person goes, for a time or for good. */
  const stays = async (standing: Standing): Promise<readonly Step[]> => [
    ...staysOwned(standing),
    ...staysStaffed((await policy.now()).document.profile, { standing, held: [] }),
  ];

  return {
    async suspension(
      account: AccountId,
      { by, ...reported }: Authority,
      nowMs: number = clock.nowMs(),
    ): Promise<Result<Plan>> {
      const person = await personWithRole(policy, account);
      if (!person.ok) return person;
      const { role } = person.value;
      const enough = await leavesApprovers(account, { standing: undefined, held: [] });
      if (!enough.ok) return enough;
      const staying = await stays(person.value);
      const owned = await ownersBots.stop(account, nowMs, false);
      const { held } = await policy.personOf(account);
      return ok(
        plan(
          told.personSuspended,
          toldOf(account, by, reported),
          [
            ...staying,
            update(roleAssignments, { scope: "org", account, role, suspended_ms: null }, { suspended_ms: nowMs }),
            ...endSessionsSteps(account, nowMs),
            ...endingEmergencies(account, held, { atMs: nowMs, by }),
            ...owned.steps,
          ],
          { account, bots: owned.bots },
        ),
      );
    },

    async reinstatement(account: AccountId, { by }: Authority): Promise<Result<Plan>> {
      const person = await personWithRole(policy, account);
      if (!person.ok) return person;
      const { suspended_ms } = person.value;
      if (suspended_ms === null) return refuse("not-found", "expected somebody who is suspended");
      const resumed = await ownersBots.resume(account, suspended_ms);
      return ok(
        plan(
          told.personReinstated,
          toldOf(account, by, {}),
          [update(roleAssignments, { scope: "org", account, suspended_ms }, { suspended_ms: null }), ...resumed],
          { account },
        ),
      );
    },

    async removal(account: AccountId, by: Caller, reason: string): Promise<Result<Plan>> {
      const person = await personWithRole(policy, account);
      if (!person.ok) return person;
      const { role } = person.value;
      const enough = await leavesApprovers(account, { standing: undefined, held: [] });
      if (!enough.ok) return enough;
      const nowMs = clock.nowMs();
      const left = await conversations.leaveAllRooms(account, by);
      const closed = await accountCloses(account);
      const staying = await stays(person.value);
      const owned = await ownersBots.stop(account, nowMs, true);
      const { held } = await policy.personOf(account);
      return ok(
        plan(
          told.personRemoved,
          toldOf(account, by.account, { reason, rooms: left.rooms.length }),
          [
            ...staying,
            ...held.map((one) => remove(heldRoles, { account, role: one.role }, "ignore")),
            ...held.flatMap((one) => endingRecord(account, one, { atMs: nowMs, by: by.account })),
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
    },
  };
}
export type StandingPlans = ReturnType<typeof standingPlans>;
