/**
 * Roles held beside the first one: given for a time or until dropped, and asked for with a reason. When one ends is decided
 * by the clock at every use; the job here only takes the row away and records it.
 */
import {
  type AccountId,
  type ApiParsed,
  DUTY_ROLES,
  type HeldRole,
  isGrantedRole,
  LIMITS,
  newId,
  type RequestId,
  type ReviewId,
  type RoleName,
  type RoleRequest,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import {
  aboutEach,
  insert,
  insertOrReplace,
  type Plan,
  plan,
  remove,
  requireRows,
  type Step,
  update,
} from "../../kernel/plan.ts";
import { approversAmong, failingTests } from "../../kernel/policy/document.ts";
import type { Agreed, AnyGrant, Grant, OpenGrant } from "../../kernel/policy/policy.ts";
import { countsAs, dutiesOf, FOR_GOOD_MS, isHeld, type Person } from "../../kernel/policy/rule.ts";
import { heldRoles, roleAssignments } from "../../kernel/records.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import * as told from "./facts.ts";
import { type RequestRow, roleStore } from "./store.ts";
import { roleRequests } from "./tables.ts";

/** Who answers for a change, and what is told of why. */
export interface Authority {
  readonly by: AccountId;
  readonly reason?: string;
  /** The review that decided it. */
  readonly review?: ReviewId;
}

export type HeldDeps = Pick<Kernel, "ledger" | "policy" | "reader" | "vault" | "clock" | "openGrant">;

const LISTED = 200;
const ENDED_AT_ONCE = 100;

export function heldRules({ ledger, policy, reader, vault, clock, openGrant }: HeldDeps) {
  const store = roleStore(reader);

  /** Whether enough people could still approve what is under dual control: with too few of them nobody could make more. */
  const leavesApprovers = async (account: AccountId, person: Person): Promise<Result<undefined>> => {
    const most = Math.max(0, ...(await policy.now()).compiled.dual.values());
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

  /** Steps that give somebody a role, when nothing about them has changed until then. */
  const holding = async (
    {
      account,
      role,
      forMs,
    }: { readonly account: AccountId; readonly role: RoleName; readonly forMs: number | undefined },
    by?: AccountId,
  ): Promise<Result<{ readonly steps: readonly Step[]; readonly untilMs: number | undefined }>> => {
    const person = await policy.personOf(account);
    const first = countsAs(person.standing);
    if (!isGrantedRole(first) || person.standing === undefined) return refuse("not-found");
    const isKnown = isGrantedRole(role) ? role !== first : (await policy.now()).compiled.roles.has(role);
    if (!isKnown) return refuse("not-found", "expected another role than the person has");
    const nowMs = clock.nowMs();
    const untilMs = forMs === undefined ? undefined : nowMs + forMs;
    const others = person.held.filter((one) => one.role !== role);
    const may = await mayBecome(account, {
      ...person,
      held: [...others, { role, since_ms: nowMs, until_ms: untilMs ?? null }],
    });
    if (!may.ok) return may;
    const row = {
      account,
      role,
      since_ms: nowMs,
      ...(untilMs !== undefined && { until_ms: untilMs }),
      ...(by !== undefined && { given_by: by }),
    };
    const count = person.held.length;
    return ok({
      untilMs,
      steps: [
        requireRows(heldRoles, { account }, "too-many", 0, LIMITS.heldRolesPerAccount - 1),
        // What was judged together must still be together.
        requireRows(heldRoles, { account }, "permission-changed", count, count),
        requireRows(roleAssignments, { scope: "org", account, role: first, suspended_ms: null }, "permission-changed"),
        insertOrReplace(heldRoles, row),
      ],
    });
  };

  const dropping = async (
    { account, role, sinceMs }: ApiParsed<"dropRole"> & { readonly sinceMs?: number },
    { by, ...reported }: Authority,
  ): Promise<Result<Plan>> => {
    const person = await policy.personOf(account);
    const may = await mayBecome(account, { ...person, held: person.held.filter((one) => one.role !== role) });
    if (!may.ok) return may;
    const about = aboutEach(account, [by], { account, role, by, ...reported });
    const row = { account, role, ...(sinceMs !== undefined && { since_ms: sinceMs }) };
    return ok(plan(told.roleDropped, about, [remove(heldRoles, row)], { account }));
  };

  const shown = (row: RequestRow): RoleRequest => {
    const reason = vault.open(roleRequests, "reason", row);
    return {
      id: row.id,
      account: row.account,
      role: row.role,
      forMs: row.for_ms,
      reason: reason === ERASED ? "" : reason,
      askedAtMs: row.asked_ms,
      expiresAtMs: row.expires_ms,
      state: row.state === "open" && row.expires_ms <= clock.nowMs() ? "expired" : row.state,
      ...(row.answered_by !== null && { answeredBy: row.answered_by }),
    };
  };
  const openRequest = async (id: RequestId): Promise<Result<RequestRow>> => {
    const row = await store.request(id);
    return row !== undefined && row.state === "open" && row.expires_ms > clock.nowMs() ? ok(row) : refuse("not-found");
  };
  const committed = async (grant: AnyGrant | OpenGrant, made: Plan): Promise<Result<undefined>> => {
    const done = await ledger.commit(grant, () => made);
    return done.ok ? ok(undefined) : done;
  };

  return {
    mayBecome,
    mayGive,
    leavesApprovers,
    dropping,

    async held(_grant: Grant<"policy.read">) {
      const nowMs = clock.nowMs();
      const held = [...(await policy.everybody())].flatMap(([account, person]) =>
        person.held.filter((one) => isHeld(one, nowMs)).map((one) => shownHeld(account, one)),
      );
      return ok({ held });
    },

    /** What it takes that somebody holds a role for good, whoever decided it. */
    async giving(account: AccountId, role: RoleName, { by, ...reported }: Authority): Promise<Result<Plan>> {
      const may = await holding({ account, role, forMs: undefined }, by);
      if (!may.ok) return may;
      const about = aboutEach(account, [by], { account, role, by, ...reported });
      return ok(plan(told.roleHeld, about, may.value.steps, { account }));
    },

    async hold(grant: Agreed<"role.grant">, { account, role, forMs, reason }: ApiParsed<"holdRole">) {
      const by = grant.caller.account;
      const may = await holding({ account, role, forMs }, by);
      if (!may.ok) return may;
      const mine = await mayGive(by, may.value.untilMs);
      if (!mine.ok) return mine;
      const detail = {
        account,
        role,
        by,
        reason,
        ...(may.value.untilMs !== undefined && { untilMs: may.value.untilMs }),
      };
      return committed(grant, plan(told.roleHeld, aboutEach(account, [by], detail), may.value.steps, { account }));
    },

    async drop(grant: Agreed<"role.grant">, input: ApiParsed<"dropRole">) {
      const made = await dropping(input, { by: grant.caller.account });
      return made.ok ? committed(grant, made.value) : made;
    },

    async ask(
      grant: Grant<"request.make">,
      { role, forMs, reason }: ApiParsed<"askRole">,
    ): Promise<Result<RoleRequest>> {
      const { account } = grant.resource;
      const may = await holding({ account, role, forMs });
      if (!may.ok) return may;
      const nowMs = clock.nowMs();
      const id = newId<RequestId>();
      const row = {
        id,
        account,
        role,
        for_ms: forMs,
        reason,
        asked_ms: nowMs,
        expires_ms: nowMs + LIMITS.roleRequestMs,
        state: "open",
      } as const;
      const done = await committed(
        grant,
        plan(
          told.roleAsked,
          [{ subject: account, detail: { request: id, role, forMs, reason } }],
          [
            requireRows(roleRequests, { account, state: "open" }, "too-many", 0, LIMITS.roleRequestsPerAccount - 1),
            insert(roleRequests, row),
          ],
          null,
        ),
      );
      if (!done.ok) return done;
      const stored = await store.request(id);
      return stored === undefined ? refuse("not-found") : ok(shown(stored));
    },

    async requests(_grant: Grant<"policy.read">) {
      return ok({ requests: (await store.newest(LISTED)).map(shown) });
    },
    async ownRequests(grant: Grant<"request.make">) {
      return ok({ requests: (await store.newestOf(grant.resource.account, LISTED)).map(shown) });
    },

    /** By somebody else than who asks, whatever they may. */
    async answer(
      grant: Agreed<"role.grant">,
      id: RequestId,
      { grant: isGranted, account, role, forMs }: ApiParsed<"answerRoleRequest">,
    ): Promise<Result<undefined>> {
      const found = await openRequest(id);
      if (!found.ok) return found;
      const { account: asker, role: asked, for_ms } = found.value;
      if (account !== asker || role !== asked || forMs !== for_ms) return refuse("not-found");
      const by = grant.caller.account;
      if (account === by) return refuse("forbidden", "expected somebody else than who asks");
      const held = isGranted ? await holding({ account, role, forMs }, by) : ok({ steps: [], untilMs: undefined });
      if (!held.ok) return held;
      const { steps, untilMs } = held.value;
      const mine = await (isGranted ? mayGive(by, untilMs) : ok(undefined));
      if (!mine.ok) return mine;
      const detail = { request: id, account, role, by, granted: isGranted, ...(untilMs !== undefined && { untilMs }) };
      const state = isGranted ? "granted" : "refused";
      return committed(
        grant,
        plan(
          told.roleAnswered,
          aboutEach(account, [by], detail),
          [update(roleRequests, { id, state: "open" }, { state, answered_by: by }), ...steps],
          { account },
        ),
      );
    },

    async withdraw(grant: Grant<"request.make">, id: RequestId): Promise<Result<undefined>> {
      const { account } = grant.resource;
      return committed(
        grant,
        plan(
          told.roleAnswered,
          [{ subject: account, detail: { request: id, granted: false, by: account } }],
          [update(roleRequests, { id, account, state: "open" }, { state: "withdrawn" })],
          { account },
        ),
      );
    },

    /** Takes away what has ended, and records it. */
    async endHeld(): Promise<void> {
      for (const { account, role, until_ms } of await store.ended(clock.nowMs(), ENDED_AT_ONCE))
        await committed(
          openGrant("a role that was held until a time has ended"),
          plan(
            told.roleEnded,
            [{ subject: account, detail: { account, role } }],
            [remove(heldRoles, { account, role, until_ms }, "ignore")],
            { account },
          ),
        );
    },
  };
}
export type HeldRules = ReturnType<typeof heldRules>;

/** Under three officers each of them must stay somebody: refuses to take the last one away. */
export const staysStaffed = (profile: string, { standing }: Person): readonly Step[] => {
  const role = countsAs(standing);
  const isOfficer = Object.values(DUTY_ROLES).some((one) => one === role);
  return profile === "three-officers" && role !== undefined && isOfficer
    ? [requireRows(roleAssignments, { scope: "org", role, suspended_ms: null }, "last-owner", 2)]
    : [];
};

const shownHeld = (account: AccountId, { role, since_ms, until_ms }: Person["held"][number]): HeldRole => ({
  account,
  role,
  sinceMs: since_ms,
  ...(until_ms !== null && { untilMs: until_ms }),
});
