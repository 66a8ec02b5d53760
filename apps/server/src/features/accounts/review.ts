/** What officers see of people: what protects each account and when it was last used. Each look is recorded first. */
import {
  type AccountId,
  type ApiAnswer,
  type ApiParsed,
  type FactorKind,
  isGrantedRole,
  LIMITS,
  type ReviewedPerson,
  type RiskSign,
  type SsoChoice,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { aboutEach, factType, plan } from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { isHeld, type Person } from "../../kernel/policy/rule.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { type DeviceListDeps, deviceLists } from "./device-list.ts";
import type { AccountsDoor } from "./door.ts";
import { type AccountRow, accountStore, type DeviceCount } from "./store.ts";

const peopleReviewed = factType<null>("people.reviewed");
const personReviewed = factType<null>("person.reviewed");

const ROWS_AT_ONCE = 500;

export interface ReviewDeps
  extends Pick<Kernel, "ledger" | "policy" | "reader" | "vault" | "retired" | "clock">,
    DeviceListDeps {
  readonly door: Pick<AccountsDoor, "personOf">;
  readonly factorKindsOf: (accounts: readonly AccountId[]) => Promise<ReadonlyMap<AccountId, readonly FactorKind[]>>;
  /** The services for single sign-on that they are linked to. */
  readonly ssoLinksOf: (accounts: readonly AccountId[]) => Promise<ReadonlyMap<AccountId, readonly SsoChoice[]>>;
  /** What becomes of the rooms and bots of somebody who leaves. */
  readonly leavingOf: (account: AccountId) => Promise<Omit<ApiAnswer<"reviewPerson">["leaving"], "invitations">>;
}

type Query = ApiParsed<"reviewPeople">;

export function reviewRules(deps: ReviewDeps) {
  const { ledger, policy, clock, door } = deps;
  const store = accountStore(deps.reader);
  const devicesOf = deviceLists(deps, store);

  /** Those of these accounts who are somebody in the organisation. */
  const members = async (rows: readonly AccountRow[]): Promise<ReadonlyMap<AccountRow, Person>> => {
    const found = new Map<AccountRow, Person>();
    for (const row of rows) {
      const person = await policy.personOf(row.id);
      if (isGrantedRole(person.standing?.role)) found.set(row, person);
    }
    return found;
  };
  const reviewed = async (people: ReadonlyMap<AccountRow, Person>): Promise<ReviewedPerson[]> => {
    const nowMs = clock.nowMs();
    const ids = [...people.keys()].map(({ id }) => id);
    const [factors, sso, counts, uses, live] = await Promise.all([
      deps.factorKindsOf(ids),
      deps.ssoLinksOf(ids),
      store.deviceCountsOf(ids),
      store.lastUsesOf(ids),
      store.liveSessionsOfAll(ids, nowMs),
    ]);
    const countOf = new Map(counts.map((one) => [one.account, one]));
    const lastOf = new Map(uses.map(({ account, last_ms }) => [account, last_ms]));
    const sessionsOf = Map.groupBy(live, ({ account }) => account);
    return Promise.all(
      [...people].map(async ([row, { held }]) => {
        const { id, handle, name, role, suspended = false } = await door.personOf(row);
        const lastActiveAtMs = lastOf.get(id);
        const has = factors.get(id) ?? [];
        const times = { nowMs, joinedMs: row.created_ms, lastMs: lastActiveAtMs, count: countOf.get(id) };
        return {
          ...{ id, handle, name, role, suspended, joinedAtMs: row.created_ms },
          held: held
            .filter((one) => isHeld(one, nowMs))
            .map((one) => ({ role: one.role, ...(one.until_ms !== null && { untilMs: one.until_ms }) })),
          factors: [...has],
          sso: [...(sso.get(id) ?? [])],
          devices: countOf.get(id)?.devices ?? 0,
          sessions: sessionsOf.get(id)?.length ?? 0,
          ...(lastActiveAtMs !== undefined && { lastActiveAtMs }),
          signs: signsOf(has, times),
        };
      }),
    );
  };
  /** As many as the page takes, from as many accounts as one page may look at. */
  const pageOf = async (query: Query): Promise<ApiAnswer<"reviewPeople">> => {
    const people: ReviewedPerson[] = [];
    let { after } = query;
    for (let looked = 0; looked < LIMITS.reviewedScan; looked += ROWS_AT_ONCE) {
      const rows = await store.accountsAfter(after, ROWS_AT_ONCE);
      for (const one of await reviewed(await members(rows))) {
        if (!isWanted(one, query)) continue;
        people.push(one);
        if (people.length === query.limit) return { people, next: one.id };
      }
      after = rows.at(-1)?.id;
      if (rows.length < ROWS_AT_ONCE || after === undefined) return { people };
    }
    return { people, ...(after !== undefined && { next: after }) };
  };

  return {
    async people(grant: Grant<"people.review">, query: Query): Promise<Result<ApiAnswer<"reviewPeople">>> {
      const page = await pageOf(query);
      const { role, only } = query;
      const detail = {
        shown: page.people.length,
        ...(role !== undefined && { role }),
        ...(only !== undefined && { only }),
      };
      const recorded = await ledger.commit(grant, () =>
        plan(peopleReviewed, [{ subject: grant.caller.account, detail }], [], null),
      );
      return recorded.ok ? ok(page) : recorded;
    },

    /** The person learns that they were looked at. */
    async person(grant: Grant<"person.review">): Promise<Result<ApiAnswer<"reviewPerson">>> {
      const { account } = grant.resource;
      const row = await store.account(account);
      const [person] = row === undefined ? [] : await reviewed(await members([row]));
      if (person === undefined) return refuse("not-found");
      const by = grant.caller.account;
      const recorded = await ledger.commit(grant, () =>
        plan(personReviewed, aboutEach(account, [by], { account, by }), [], null),
      );
      if (!recorded.ok) return recorded;
      const [devices, leaving, invitations] = [
        await devicesOf(account, grant.caller),
        await deps.leavingOf(account),
        await store.openInvitationsOf(account, clock.nowMs()),
      ];
      return ok({ person, devices, leaving: { ...leaving, invitations } });
    },
  };
}
export type ReviewRules = ReturnType<typeof reviewRules>;

interface Times {
  readonly nowMs: number;
  readonly joinedMs: number;
  readonly lastMs: number | undefined;
  readonly count: DeviceCount | undefined;
}

/** The first device that somebody ever had is new to nobody. */
function signsOf(factors: readonly FactorKind[], { nowMs, joinedMs, lastMs, count }: Times): RiskSign[] {
  const hasFactor = factors.some((kind) => kind !== "recovery-codes");
  const isDormant = (lastMs ?? joinedMs) + LIMITS.dormantMs <= nowMs;
  const isNew = count !== undefined && count.newest_ms > count.first_ms && count.newest_ms + LIMITS.newDeviceMs > nowMs;
  return [
    ...(hasFactor ? [] : (["no-second-factor"] as const)),
    ...(isDormant ? (["dormant"] as const) : []),
    ...(isNew ? (["new-device"] as const) : []),
  ];
}

function isWanted(person: ReviewedPerson, { role, only }: Query): boolean {
  if (role !== undefined && person.role !== role && !person.held.some((one) => one.role === role)) return false;
  if (only === undefined) return true;
  return only === "suspended" ? person.suspended : person.signs.includes(only);
}
