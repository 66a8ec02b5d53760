/**
 * Emergencies: somebody whom the policy names takes a role at once, where those who would give it cannot be reached. It is a held role
 * with an end like any other, and counts for what stops harm alone; the record of it stays open until somebody else judges it.
 */
import {
  type AccountId,
  type ApiParsed,
  type AuditAnswer,
  EMERGENCY_LIMITS,
  type Emergency,
  type EmergencyActs,
  type EmergencyId,
  type FactKind,
  isId,
  newId,
  type OwnEmergencies,
  type RoleName,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { aboutEach, insert, plan, remove, requireRows, update } from "../../kernel/plan.ts";
import { orgActionsOf } from "../../kernel/policy/document.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import {
  countsAs,
  emergencyRulesOf,
  isHeld,
  isTakenInEmergency,
  mixesDuties,
  type Person,
} from "../../kernel/policy/rule.ts";
import { heldRoles, policies } from "../../kernel/records.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { committing } from "./committing.ts";
import { endingRecord } from "./emergency-end.ts";
import * as told from "./facts.ts";
import type { HeldRules } from "./held.ts";
import { type EmergencyRow, roleStore } from "./store.ts";
import { emergencies } from "./tables.ts";

interface FactsWanted {
  readonly subject: AccountId;
  readonly kinds: readonly FactKind[];
  readonly afterLeaf?: number | undefined;
  readonly beforeLeaf?: number | undefined;
  readonly afterMs?: number | undefined;
  readonly beforeMs?: number | undefined;
}

export interface EmergencyDeps
  extends Pick<Kernel, "ledger" | "policy" | "reader" | "tagged" | "vault" | "clock" | "log"> {
  readonly holding: HeldRules["holding"];
  readonly endHeld: HeldRules["endHeld"];
  /** Since when somebody has a second factor; never where they have none. */
  readonly factorSinceMs: (account: AccountId) => Promise<number>;
  /** Facts of the audit log, newest first. */
  readonly factsOf: (filter: FactsWanted, limit: number) => Promise<AuditAnswer>;
}

const DAY_MS = 24 * 3_600_000;
const LISTED = 200;
const LISTED_OF_ONE = 20;
const ACTS_LISTED = 200;

/** What somebody can do to the organisation or to others, and whence they did it: not their own rooms, messages and devices. */
const ACTS: readonly FactKind[] = [
  ...(["person.invited", "invitation.withdrawn", "person.suspended", "person.reinstated", "person.removed"] as const),
  ...(["people.reviewed", "person.reviewed", "person.signed-out", "device.removed"] as const),
  ...(["role.granted", "role.held", "role.dropped", "role.answered", "policy.changed", "security.configured"] as const),
  ...(["act.asked", "act.approved", "act.executed", "act.withdrawn"] as const),
  ...(["report.read", "report.taken", "report.closed", "audit.queried", "chat-rules.changed"] as const),
  ...(["review.started", "review.decided", "review.withdrawn", "review.result-read", "key.custodian-named"] as const),
  ...(["access-recovery.started", "access-recovery.withdrawn", "erasure.intended", "erasure.withdrawn"] as const),
  ...(["bot.made", "bot.handed-over", "bot.removed", "token.made", "token.ended", "import.started"] as const),
  ...(["sso.configured", "directory.mapping-changed", "directory.linked"] as const),
  ...(["emergency.begun", "emergency.ended", "emergency.read", "emergency.judged"] as const),
  ...(["session.started", "proof.given"] as const),
];

type Obstacle = NonNullable<OwnEmergencies["obstacle"]>;

const REFUSED: Readonly<Record<Obstacle, Result<never>>> = {
  active: refuse("too-many", "one is under way already"),
  daily: refuse("too-many", `at most ${EMERGENCY_LIMITS.perDay} in 24 hours`),
  unjudged: refuse("too-many", `at most ${EMERGENCY_LIMITS.unjudged} that nobody has judged yet`),
  factor: refuse("factor-required", "expected a second factor that was added at least a day ago"),
};

export function emergencyRules(deps: EmergencyDeps) {
  const { ledger, policy, reader, tagged, vault, clock, holding } = deps;
  const store = roleStore(reader);
  const committed = committing({ ledger });

  /** As the server wrote them, newest first. */
  const rowsOf = async (account: AccountId): Promise<readonly EmergencyRow[]> =>
    [...(await tagged.of(emergencies, account)).rows].sort((a, b) => b.begun_ms - a.begun_ms);

  const countsNow = async (account: AccountId, id: EmergencyId): Promise<boolean> => {
    const person = await policy.personOf(account);
    const { compiled } = await policy.now();
    const nowMs = clock.nowMs();
    return (
      countsAs(person.standing) !== undefined &&
      person.held.some((one) => one.emergency === id && isHeld(one, nowMs)) &&
      !mixesDuties(compiled, person, nowMs)
    );
  };

  const shown = async (row: EmergencyRow): Promise<Emergency> => {
    const opened = (column: "reason" | "note") => {
      const text = row[column] === null ? "" : vault.open(emergencies, column, row);
      return text === ERASED ? "" : (text ?? "");
    };
    const isActive = await countsNow(row.account, row.id);
    return {
      id: row.id,
      account: row.account,
      role: row.role,
      ...(await named(row.role)),
      reason: opened("reason"),
      begunAtMs: row.begun_ms,
      untilMs: row.until_ms,
      state: row.judgement ?? (isActive ? "active" : "ended"),
      ...(!isActive && { endedAtMs: row.ended_ms ?? row.until_ms }),
      ...(row.ended_by !== null && { endedBy: row.ended_by }),
      ...(row.judged_ms !== null && { judgedAtMs: row.judged_ms }),
      ...(row.judged_by !== null && { judgedBy: row.judged_by }),
      ...(row.note !== null && { note: opened("note") }),
    };
  };
  const named = async (role: RoleName): Promise<{ roleName?: string }> => {
    const custom = (await policy.now()).compiled.roles.get(role);
    return custom === undefined ? {} : { roleName: custom.name };
  };

  const everybodys = async (): Promise<readonly Emergency[]> => {
    const all: Emergency[] = [];
    for (const owner of await tagged.owners(emergencies))
      if (isId<AccountId>(owner)) for (const row of await rowsOf(owner)) all.push(await shown(row));
    return all;
  };

  /** By the roles that count now: whoever hides the record in the database hides no emergency. */
  const activeOf = async (account: AccountId, held: Person["held"]): Promise<readonly Emergency[]> => {
    const active: Emergency[] = [];
    for (const { emergency = null, role, since_ms, until_ms } of held) {
      if (emergency === null || until_ms === null || !(await countsNow(account, emergency))) continue;
      const row = (await rowsOf(account)).find(({ id }) => id === emergency);
      active.push(
        row === undefined
          ? {
              ...{ id: emergency, account, role, ...(await named(role)), reason: "" },
              ...{ begunAtMs: since_ms, untilMs: until_ms, state: "active" },
            }
          : await shown(row),
      );
    }
    return active;
  };

  /** What the role adds to what the person may do without it. */
  const gainsOf = async (person: Person, role: RoleName) => {
    const { compiled } = await policy.now();
    const nowMs = clock.nowMs();
    const taken = { role, since_ms: nowMs, until_ms: nowMs + 1, emergency: newId<EmergencyId>() };
    const given = person.held.filter((one) => !isTakenInEmergency(one));
    const before = new Set(orgActionsOf(compiled, { ...person, held: given }, nowMs));
    const after = { ...person, held: [...given.filter((one) => one.role !== role), taken] };
    const gains = orgActionsOf(compiled, after, nowMs).filter((one) => !before.has(one));
    return { gains, isMixed: mixesDuties(compiled, after, nowMs) };
  };

  const obstacleOf = async (account: AccountId, rows: readonly EmergencyRow[]): Promise<Obstacle | undefined> => {
    const nowMs = clock.nowMs();
    if ((await activeOf(account, (await policy.personOf(account)).held)).length > 0) return "active";
    if (rows.filter(({ begun_ms }) => begun_ms > nowMs - DAY_MS).length >= EMERGENCY_LIMITS.perDay) return "daily";
    if (rows.filter(({ judged_ms }) => judged_ms === null).length >= EMERGENCY_LIMITS.unjudged) return "unjudged";
    return (await deps.factorSinceMs(account)) > nowMs - EMERGENCY_LIMITS.factorMs ? "factor" : undefined;
  };

  const found = async (id: EmergencyId): Promise<Result<EmergencyRow>> => {
    const owner = await store.emergencyOwner(id);
    const row = owner && (await rowsOf(owner.account)).find((one) => one.id === id);
    return row === undefined ? refuse("not-found") : ok(row);
  };

  /** Where the log says that it began and ended. */
  const placesOf = async (account: AccountId, id: EmergencyId) => {
    const kinds = ["emergency.begun", "emergency.ended"] as const;
    const { facts } = await deps.factsOf({ subject: account, kinds }, LISTED);
    const placeOf = (kind: FactKind) =>
      facts.find((one) => one.kind === kind && one.detail?.["emergency"] === id)?.leaf;
    return { begun: placeOf("emergency.begun"), over: placeOf("emergency.ended") };
  };

  /** At once, and with what it let the person do: the policy decides every request by the roles of its moment. */
  const ended = async (
    grant: Grant<"emergency.own"> | Grant<"emergency.end">,
    account: AccountId,
    id: EmergencyId,
  ): Promise<Result<undefined>> => {
    const { held } = await policy.personOf(account);
    const taken = held.find((one) => one.emergency === id);
    if (taken === undefined || !isHeld(taken, clock.nowMs())) return refuse("not-found");
    const by = grant.caller.account;
    return committed(
      grant,
      plan(
        told.emergencyEnded,
        aboutEach(account, [by], { emergency: id, account, role: taken.role, by }),
        [
          remove(heldRoles, { account, role: taken.role, emergency: id }),
          ...endingRecord(account, taken, { atMs: clock.nowMs(), by }),
        ],
        { account },
      ),
    );
  };

  return {
    async begin(
      grant: Grant<"emergency.begin">,
      { role, forMs, reason }: ApiParsed<"beginEmergency">,
    ): Promise<Result<Emergency>> {
      const { account, device } = grant.caller;
      const { compiled, version } = await policy.now();
      const person = await policy.personOf(account);
      const rule = emergencyRulesOf(compiled, person, clock.nowMs()).find((one) => one.role === role);
      if (rule === undefined) return refuse("forbidden", "expected a role that the policy names for the person");
      if (forMs > rule.forMs) return refuse("policy-refused", `at most ${rule.forMs / 60_000} minutes`);
      const { rows, isWhole } = await tagged.of(emergencies, account);
      if (!isWhole) return refuse("tampered");
      const obstacle = await obstacleOf(account, rows);
      if (obstacle !== undefined) return REFUSED[obstacle];
      const { gains, isMixed } = await gainsOf(person, role);
      if (isMixed) return refuse("policy-refused", "duties that are kept apart");
      if (gains.length === 0) return refuse("policy-refused", "expected a role that adds to what the person may do");
      const id = newId<EmergencyId>();
      const may = await holding({ account, role, forMs, emergency: id });
      if (!may.ok) return may;
      const { steps, untilMs = 0 } = may.value;
      const row = { account, id, role, reason, begun_ms: untilMs - forMs, until_ms: untilMs };
      const done = await committed(
        grant,
        plan(
          told.emergencyBegun,
          [{ subject: account, detail: { emergency: id, account, role, reason, untilMs, device } }],
          [
            // Of two at once, one finds that there is one more than it knew of.
            requireRows(emergencies, { account }, "permission-changed", rows.length, rows.length),
            requireRows(policies, { id: 1, version }, "stale-policy"),
            insert(emergencies, row),
            ...steps,
          ],
          { account },
        ),
      );
      if (!done.ok) return done;
      // Nothing waits for this: it only records and tells, at once, what the clock has ended already.
      clock.after(forMs + 1, () => void deps.endHeld().catch(() => deps.log("listener-failed")));
      const stored = await found(id);
      return stored.ok ? ok(await shown(stored.value)) : stored;
    },

    async now(grant: Grant<"emergency.own">) {
      const { account } = grant.resource;
      const may = async (action: "emergency.list" | "emergency.judge") =>
        (await policy.explain(account, action, { kind: "org" })).may;
      const holders = (await may("emergency.list"))
        ? [...(await policy.holders())]
        : [[account, (await policy.personOf(account)).held] as const];
      const active: Emergency[] = [];
      for (const [holder, held] of holders) active.push(...(await activeOf(holder, held)));
      const unjudged = (await may("emergency.judge"))
        ? (await everybodys()).filter((one) => one.state === "ended" && one.account !== account).length
        : 0;
      return ok({ active, unjudged });
    },

    async own(grant: Grant<"emergency.own">): Promise<Result<OwnEmergencies>> {
      const { account } = grant.resource;
      const { compiled } = await policy.now();
      const person = await policy.personOf(account);
      const roles: OwnEmergencies["roles"] = [];
      for (const { role, forMs } of emergencyRulesOf(compiled, person, clock.nowMs())) {
        const { gains, isMixed } = await gainsOf(person, role);
        if (!isMixed && gains.length > 0) roles.push({ role, ...(await named(role)), forMs, may: [...gains] });
      }
      const rows = await rowsOf(account);
      const obstacle = roles.length === 0 ? undefined : await obstacleOf(account, rows);
      return ok({
        roles,
        ...(obstacle !== undefined && { obstacle }),
        emergencies: await Promise.all(rows.slice(0, LISTED_OF_ONE).map(shown)),
      });
    },

    /** Those that count come first, then those that wait to be judged: nobody pushes another's out. */
    async list(_grant: Grant<"emergency.list">) {
      const rank = ({ state }: Emergency) => (state === "active" ? 0 : state === "ended" ? 1 : 2);
      const all = [...(await everybodys())];
      all.sort((a, b) => rank(a) - rank(b) || b.begunAtMs - a.begunAtMs);
      return ok({ emergencies: all.slice(0, LISTED) });
    },

    endOwn: (grant: Grant<"emergency.own">, id: EmergencyId) => ended(grant, grant.resource.account, id),

    async end(grant: Grant<"emergency.end">, id: EmergencyId): Promise<Result<undefined>> {
      for (const [account, held] of await policy.holders())
        if (held.some((one) => one.emergency === id)) return ended(grant, account, id);
      return refuse("not-found");
    },

    /** What the person did meanwhile. They find in their own facts who looked. */
    async acts(grant: Grant<"emergency.judge">, id: EmergencyId): Promise<Result<EmergencyActs>> {
      const row = await found(id);
      if (!row.ok) return row;
      const { account, begun_ms } = row.value;
      const by = grant.caller.account;
      const read = await committed(
        grant,
        plan(told.emergencyRead, aboutEach(account, [by], { emergency: id, account, by }), [], null),
      );
      if (!read.ok) return read;
      const emergency = await shown(row.value);
      const { begun, over } = await placesOf(account, id);
      const { facts, more } = await deps.factsOf(
        {
          ...{ subject: account, kinds: ACTS },
          // By their places in the log, which no clock moves; by time where these are too long ago.
          ...(begun === undefined ? { afterMs: begun_ms - 1 } : { afterLeaf: begun - 1 }),
          ...(over === undefined ? { beforeMs: emergency.endedAtMs } : { beforeLeaf: over + 1 }),
        },
        ACTS_LISTED,
      );
      // What others did to the person is about them as well; of that, the end alone belongs here.
      const acts = facts.filter(
        ({ kind, detail }) => kind === "emergency.ended" || detail?.["by"] === undefined || isBy(detail["by"], account),
      );
      return ok({ emergency, acts: acts.reverse(), more });
    },

    async judge(
      grant: Grant<"emergency.judge">,
      id: EmergencyId,
      { judgement, note }: ApiParsed<"judgeEmergency">,
    ): Promise<Result<undefined>> {
      const row = await found(id);
      if (!row.ok) return row;
      const { account } = row.value;
      const by = grant.caller.account;
      if (account === by) return refuse("own-access");
      if (await countsNow(account, id)) return refuse("bad-request", "expected one that is over");
      const set = { judged_ms: clock.nowMs(), judged_by: by, judgement, note };
      return committed(
        grant,
        plan(
          told.emergencyJudged,
          aboutEach(account, [by], { emergency: id, account, by, judgement, note }),
          [update(emergencies, { account, id, judged_ms: null }, set, "already-decided")],
          { account },
        ),
      );
    },
  };
}
export type EmergencyRules = ReturnType<typeof emergencyRules>;

/** Of a proof `by` says with what it was given, and no person. */
const isBy = (by: unknown, account: AccountId): boolean =>
  by === account || typeof by !== "string" || !isId<AccountId>(by);
