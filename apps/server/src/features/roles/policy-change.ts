/** The organisation's policy: read, tried out, and changed as a whole when nothing speaks against it. */
import {
  type AccountId,
  type ApiAnswer,
  type ApiParsed,
  DUTY_ROLES,
  type PolicyDocument,
  whyWords,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { insertOrReplace, plan, requireRows, type Step } from "../../kernel/plan.ts";
import { failingTests, faultsOf, goneFrom, orgActionsOf, simulate } from "../../kernel/policy/document.ts";
import type { Agreed, Caller, Grant } from "../../kernel/policy/policy.ts";
import { heldRoles, policies, roleAssignments } from "../../kernel/records.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import * as told from "./facts.ts";

export interface PolicyDeps extends Pick<Kernel, "ledger" | "policy" | "clock"> {
  /** Who of these could sign with a passkey. */
  readonly passkeyOwners: (accounts: readonly AccountId[]) => Promise<ReadonlySet<AccountId>>;
}

export function policyRules({ ledger, policy, clock, passkeyOwners }: PolicyDeps) {
  const trial = async (caller: Caller, after: PolicyDocument): Promise<ApiAnswer<"simulatePolicy">> => {
    const { document: before } = await policy.now();
    const census = { people: await policy.everybody(), nowMs: clock.nowMs() };
    const editing = {
      ...census,
      editor: await policy.personOf(caller.account),
      passkeyOwners: await passkeyOwners([...census.people.keys()]),
    };
    return {
      faults: [...faultsOf(before, after, editing)],
      failing: [...failingTests(after, census)],
      ...simulate(before, after, census),
    };
  };
  const read = async (): Promise<Result<ApiAnswer<"policy">>> => {
    const { version, document } = await policy.now();
    return ok({ version, document });
  };

  return {
    read: (_grant: Grant<"policy.read">) => read(),

    async simulate(grant: Grant<"policy.read">, document: PolicyDocument) {
      return ok(await trial(grant.caller, document));
    },

    async change(
      grant: Agreed<"policy.change">,
      { version, document, reason }: ApiParsed<"changePolicy">,
    ): Promise<Result<ApiAnswer<"policy">>> {
      const before = await policy.now();
      if (before.version !== version) return refuse("stale-policy", `version ${before.version}`);
      const { faults, failing, affected } = await trial(grant.caller, document);
      const [fault] = faults;
      if (fault !== undefined) return refuse("policy-refused", fault.en);
      if (failing.length > 0) return refuse("policy-refused", `test ${failing.map((at) => at + 1).join(", ")}`);
      const row = { id: 1, version: version + 1, document, changed_ms: clock.nowMs() };
      const detail = {
        version: row.version,
        reason,
        profile: document.profile,
        roles: document.roles.length,
        tests: document.tests.length,
        changed: changedRoles(before.document, document),
        affected,
      };
      const done = await ledger.commit(grant, () =>
        plan(
          told.policyChanged,
          [{ subject: grant.caller.account, detail }],
          [
            version === 0
              ? requireRows(policies, { id: 1 }, "stale-policy", 0, 0)
              : requireRows(policies, { id: 1, version }, "stale-policy"),
            ...(document.profile === "three-officers" ? staffed : []),
            ...goneFrom(before.document, document).map(({ id }) =>
              requireRows(heldRoles, { role: id }, "policy-refused", 0, 0),
            ),
            insertOrReplace(policies, row),
          ],
          null,
        ),
      );
      return done.ok ? read() : done;
    },

    async permissions(grant: Grant<"permission.explain">): Promise<Result<ApiAnswer<"permissions">>> {
      const { compiled } = await policy.now();
      const person = await policy.personOf(grant.resource.account);
      return ok({ may: [...orgActionsOf(compiled, person, clock.nowMs())] });
    },

    /** What decides it. Of a room it is told to who is in it, and to the person themselves. */
    async why(
      grant: Grant<"permission.explain">,
      { action, room, person }: Pick<ApiParsed<"why">, "action" | "room" | "person">,
    ): Promise<Result<ApiAnswer<"why">>> {
      const { account } = grant.resource;
      const isOwn = account === grant.caller.account;
      if (room !== undefined && !isOwn && !(await policy.rosterOf(room)).has(grant.caller.account))
        return refuse("not-found");
      // What may be done to somebody tells whether they are an officer.
      const mayKnow =
        person === undefined ||
        (await policy.explain(grant.caller.account, "person.read", { kind: "account", account: person })).may;
      if (!mayKnow) return refuse("not-found");
      const why = await policy.explainOn(account, action, { room, person });
      if (why === undefined)
        return refuse("bad-request", "expected what the action acts on: a room, a person or neither");
      return ok({ why, ...whyWords(action, why) });
    },
  };
}

export type PolicyRules = ReturnType<typeof policyRules>;

/** Who turns three officers on needs one of each when it is applied. */
const staffed: readonly Step[] = Object.values(DUTY_ROLES).map((role) =>
  requireRows(roleAssignments, { scope: "org", role, suspended_ms: null }, "last-owner"),
);

/** Ids of the roles that are new, gone or different. */
function changedRoles(before: PolicyDocument, after: PolicyDocument): string {
  const was = new Map(before.roles.map((role) => [role.id, JSON.stringify(role)]));
  const is = new Map(after.roles.map((role) => [role.id, JSON.stringify(role)]));
  const ids = new Set([...was.keys(), ...is.keys()]);
  return [...ids].filter((id) => was.get(id) !== is.get(id)).join(" ");
}
