/**
 * Roles held beside the first one: given for a time or until dropped. When one ends is decided by the clock at every use; the job here
 * only takes the row away and records it.
 */
import {
  type AccountId,
  type ApiParsed,
  type EmergencyId,
  type HeldRole,
  isGrantedRole,
  LIMITS,
  type RoleName,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { aboutEach, insertOrReplace, type Plan, plan, remove, requireRows, type Step } from "../../kernel/plan.ts";
import type { Agreed, Grant } from "../../kernel/policy/policy.ts";
import { countsAs, isHeld, isTakenInEmergency, type Person } from "../../kernel/policy/rule.ts";
import { heldRoles, roleAssignments } from "../../kernel/records.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { committing } from "./committing.ts";
import { endingRecord } from "./emergency-end.ts";
import * as told from "./facts.ts";
import type { Authority, MayBecome } from "./may-become.ts";
import { roleStore } from "./store.ts";

export interface HeldDeps
  extends Pick<Kernel, "ledger" | "policy" | "reader" | "clock" | "openGrant">,
    Pick<MayBecome, "mayBecome" | "mayGive"> {}

interface Wanted {
  readonly account: AccountId;
  readonly role: RoleName;
  readonly forMs: number | undefined;
  /** In which they take it by themselves. */
  readonly emergency?: EmergencyId;
}

const ENDED_AT_ONCE = 100;

export function heldRules({ ledger, policy, reader, clock, openGrant, mayBecome, mayGive }: HeldDeps) {
  const store = roleStore(reader);

  /** Steps that give somebody a role, when nothing about them has changed until then. */
  const holding = async (
    { account, role, forMs, emergency }: Wanted,
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
      held: [...others, { role, since_ms: nowMs, until_ms: untilMs ?? null, emergency: emergency ?? null }],
    });
    if (!may.ok) return may;
    const row = {
      account,
      role,
      since_ms: nowMs,
      ...(untilMs !== undefined && { until_ms: untilMs }),
      ...(by !== undefined && { given_by: by }),
      ...(emergency !== undefined && { emergency }),
    };
    const count = person.held.length;
    return ok({
      untilMs,
      steps: [
        requireRows(heldRoles, { account }, "too-many", 0, LIMITS.heldRolesPerAccount - 1),
        // What was judged together must still be together.
        requireRows(heldRoles, { account }, "permission-changed", count, count),
        requireRows(roleAssignments, { scope: "org", account, role: first, suspended_ms: null }, "permission-changed"),
        // What somebody gives takes the place of what was taken.
        ...person.held.filter((one) => one.role === role).flatMap((one) => endingRecord(account, one, { atMs: nowMs })),
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
    const ending = { atMs: clock.nowMs(), by };
    const taken = person.held.filter((one) => one.role === role).flatMap((one) => endingRecord(account, one, ending));
    return ok(plan(told.roleDropped, about, [remove(heldRoles, row), ...taken], { account }));
  };

  const committed = committing({ ledger });

  return {
    holding,
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

    /** Takes away what has ended, and records it. */
    async endHeld(): Promise<void> {
      for (const row of await store.ended(clock.nowMs(), ENDED_AT_ONCE)) {
        const { account, role, until_ms, emergency } = row;
        const isTaken = isTakenInEmergency(row);
        await committed(
          openGrant("a role that was held until a time has ended"),
          plan(
            isTaken ? told.emergencyEnded : told.roleEnded,
            [{ subject: account, detail: { account, role, ...(emergency !== null && { emergency }) } }],
            [
              remove(heldRoles, { account, role, until_ms }, isTaken ? "not-found" : "ignore"),
              ...endingRecord(account, row, { atMs: until_ms ?? clock.nowMs() }),
            ],
            { account },
          ),
        );
      }
    },
  };
}
export type HeldRules = ReturnType<typeof heldRules>;

const shownHeld = (account: AccountId, { role, since_ms, until_ms }: Person["held"][number]): HeldRole => ({
  account,
  role,
  sinceMs: since_ms,
  ...(until_ms !== null && { untilMs: until_ms }),
});
