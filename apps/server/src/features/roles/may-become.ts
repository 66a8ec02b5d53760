/** Who may come to be what: by the separation of duties, the policy's tests, and how many must stay who can approve. */
import { type AccountId, DUTY_ROLES, type ReviewId } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { requireRows, type Step } from "../../kernel/plan.ts";
import { approversAmong, failingTests } from "../../kernel/policy/document.ts";
import { countsAs, dutiesOf, FOR_GOOD_MS, type Person } from "../../kernel/policy/rule.ts";
import { roleAssignments } from "../../kernel/records.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";

/** Who answers for a change, and what is told of why. */
export interface Authority {
  readonly by: AccountId;
  readonly reason?: string;
  /** The review that decided it. */
  readonly review?: ReviewId;
}

export function mayBecomeRules({ policy, clock }: Pick<Kernel, "policy" | "clock">) {
  /** Whether enough people could still approve what is under dual control: with too few of them nobody could make more. */
  const leavesApprovers = async (account: AccountId, person: Person): Promise<Result<undefined>> => {
    const { dual } = (await policy.now()).compiled;
    const most = Math.max(0, ...[...dual.values()].map(({ approvals }) => approvals));
    if (most === 0) return ok(undefined);
    const people = new Map(await policy.everybody());
    const before = approversAmong(people.values(), clock.nowMs());
    const after = approversAmong(people.set(account, person).values(), clock.nowMs());
    return after > most || after >= before
      ? ok(undefined)
      : refuse("policy-refused", `at least ${most + 1} people must be able to approve`);
  };

  /** Whether the person may come to be this: by the separation of duties, and by the policy's tests. */
  const mayBecome = async (account: AccountId, person: Person): Promise<Result<undefined>> => {
    const enough = await leavesApprovers(account, person);
    if (!enough.ok) return enough;
    const { document, compiled } = await policy.now();
    const nowMs = clock.nowMs();
    if (document.profile === "three-officers" && dutiesOf(compiled, person, nowMs).size > 1)
      return refuse("policy-refused", "two of the three officers' duties");
    const people = new Map(await policy.everybody()).set(account, person);
    const failing = failingTests(document, { people, nowMs });
    return failing.length === 0
      ? ok(undefined)
      : refuse("policy-refused", `test ${failing.map((at) => at + 1).join(", ")}`);
  };

  /** Nobody gives a role for longer than they may give roles themselves. */
  const mayGive = async (by: AccountId, untilMs: number | undefined): Promise<Result<undefined>> => {
    const why = await policy.explain(by, "role.grant", { kind: "org" }, untilMs ?? FOR_GOOD_MS);
    return why.may ? ok(undefined) : refuse("forbidden", "expected a role that ends before one's own right to give it");
  };

  return { leavesApprovers, mayBecome, mayGive };
}
export type MayBecome = ReturnType<typeof mayBecomeRules>;

/** Under three officers each of them must stay somebody: refuses to take the last one away. */
export const staysStaffed = (profile: string, { standing }: Person): readonly Step[] => {
  const role = countsAs(standing);
  const isOfficer = Object.values(DUTY_ROLES).some((one) => one === role);
  return profile === "three-officers" && role !== undefined && isOfficer
    ? [requireRows(roleAssignments, { scope: "org", role, suspended_ms: null }, "last-owner", 2)]
    : [];
};
