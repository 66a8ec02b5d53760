/** Who has what now, with what the server knows of its use: what a snapshot is made of. */
import {
  type AccountId,
  isGrantedRole,
  isOfficerRole,
  LIMITS,
  nameOfKey,
  nameOfToken,
  type ReviewScope,
  type RoleName,
  type RoomId,
  type ServerKeyName,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { type Held, isHeld, makesOfficer, type Person } from "../../kernel/policy/rule.ts";
import { lastUses } from "../accounts/index.ts";
import type { ConversationRules } from "../conversations/index.ts";
import type { CustodianRules } from "../custodians/index.ts";
import { protectedPeople } from "../factors/index.ts";
import type { TokensFeature } from "../tokens/index.ts";
import { dayOf, signsOf, suggestionOf } from "./signs.ts";
import type { KnownGrant, PersonGrants } from "./snapshot.ts";

export interface GrantsDeps extends Pick<Kernel, "policy" | "reader" | "clock"> {
  readonly conversations: Pick<ConversationRules, "groupRooms" | "lastRead">;
  readonly tokens: Pick<TokensFeature["reviewed"], "live">;
  readonly custodians: Pick<CustodianRules, "kept" | "openedAtMs">;
}
/** People with their grants, in the organisation or in one room. */
export interface GrantsOf {
  readonly room?: RoomId;
  readonly people: Iterable<PersonGrants>;
}

export function grantsRules({ policy, reader, clock, conversations, tokens, custodians }: GrantsDeps) {
  async function inOrganisation(
    scope: Exclude<ReviewScope, { kind: "rooms" | "tokens" | "keys" }>,
    apart: ReadonlySet<AccountId>,
  ) {
    const nowMs = clock.nowMs();
    const { compiled } = await policy.now();
    const lastUsed = new Map((await lastUses(reader)).map(({ account, last_ms }) => [account, last_ms]));
    const isProtected = new Set(await protectedPeople(reader));
    const everybody = await policy.everybody();
    const isAsked = askedBy(scope);
    const kinds = new Map<RoleName, { readonly isOfficer: boolean; readonly isGuest: boolean }>();
    const kindOf = (role: RoleName) => {
      const known = kinds.get(role);
      if (known !== undefined) return known;
      const made = { isOfficer: makesOfficer(compiled, role), isGuest: role === "guest" };
      kinds.set(role, made);
      return made;
    };
    const grantsOf = (account: AccountId, person: Person): readonly KnownGrant[] => {
      const of = {
        lastUsedMs: lastUsed.get(account),
        isSuspended: person.standing?.suspended_ms !== null,
        isProtected: isProtected.has(account),
      };
      const grants: KnownGrant[] = [];
      for (const { role, since_ms: sinceMs, until_ms: untilMs, given_by: givenBy = null } of rolesOf(person, nowMs)) {
        if (!isAsked(role)) continue;
        const { isOfficer, isGuest } = kindOf(role);
        const { lastUsedMs, isSuspended, isProtected: hasFactor } = of;
        const signs = signsOf({ lastUsedMs, sinceMs, isOfficer, isGuest, isSuspended, isProtected: hasFactor }, nowMs);
        grants.push({ role, sinceMs, untilMs, givenBy, suggestion: suggestionOf(signs), signs });
      }
      return grants;
    };
    const isDormant = (account: AccountId, person: Person) =>
      (lastUsed.get(account) ?? person.standing?.since_ms ?? nowMs) <= nowMs - LIMITS.dormantMs;
    function* people(): Generator<PersonGrants> {
      for (const [account, person] of among(scope, everybody)) {
        if (apart.has(account) || (scope.kind === "dormant" && !isDormant(account, person))) continue;
        const grants = grantsOf(account, person);
        const lastUsedMs = lastUsed.get(account);
        if (grants.length > 0) yield { account, lastUsed: lastUsedMs === undefined ? null : dayOf(lastUsedMs), grants };
      }
    }
    return people();
  }

  async function inRoom(room: RoomId): Promise<readonly PersonGrants[]> {
    const nowMs = clock.nowMs();
    const read = new Map((await conversations.lastRead(room)).map(({ account, at_ms }) => [account, at_ms]));
    const people: PersonGrants[] = [];
    for (const [account, { role, since_ms, given_by }] of await policy.rosterOf(room)) {
      const lastUsedMs = read.get(account);
      const { standing } = await policy.personOf(account);
      const known = {
        lastUsedMs,
        sinceMs: since_ms,
        isOfficer: false,
        isGuest: standing?.role === "guest",
        isSuspended: standing === undefined || standing.suspended_ms !== null,
        isProtected: false,
      };
      const signs = signsOf(known, nowMs);
      const use = { suggestion: suggestionOf(signs), signs };
      const grant = { role, sinceMs: since_ms, untilMs: null, givenBy: given_by ?? null, ...use };
      people.push({ account, lastUsed: lastUsedMs === undefined ? null : dayOf(lastUsedMs), grants: [grant] });
    }
    return people;
  }

  /** Each token by itself, for whoever answers for it: of a program the day of its own last use is known. */
  async function ofTokens(apart: ReadonlySet<AccountId>): Promise<readonly PersonGrants[]> {
    const nowMs = clock.nowMs();
    const people: PersonGrants[] = [];
    for (const { id, owner, madeBy, madeMs, expiresMs, seenMs } of await tokens.live()) {
      if (apart.has(owner)) continue;
      const { standing } = await policy.personOf(owner);
      const known = {
        ...{ lastUsedMs: seenMs, sinceMs: madeMs, isOfficer: false, isGuest: false, isProtected: false },
        isSuspended: standing === undefined || standing.suspended_ms !== null,
      };
      const signs = signsOf(known, nowMs);
      const use = { suggestion: suggestionOf(signs), signs };
      const grant = { role: nameOfToken(id), sinceMs: madeMs, untilMs: expiresMs, givenBy: madeBy, ...use };
      people.push({ account: owner, lastUsed: seenMs === undefined ? null : dayOf(seenMs), grants: [grant] });
    }
    return people;
  }

  /** Each secret of the server by itself, for whoever answers for it: its last use is that the server opened it. */
  async function ofKeys(apart: ReadonlySet<AccountId>): Promise<readonly PersonGrants[]> {
    const nowMs = clock.nowMs();
    const people: PersonGrants[] = [];
    for (const { key, row, exposed } of await custodians.kept()) {
      if (row === undefined || apart.has(row.account)) continue;
      const { standing } = await policy.personOf(row.account);
      const known = {
        ...{ lastUsedMs: custodians.openedAtMs, sinceMs: row.since_ms, isOfficer: false, isGuest: false },
        ...{ isProtected: false, isExposed: exposed },
        isSuspended: standing === undefined || standing.suspended_ms !== null,
      };
      const signs = signsOf(known, nowMs);
      const use = { suggestion: suggestionOf(signs), signs };
      const grant = { role: nameOfKey(key), sinceMs: row.since_ms, untilMs: null, givenBy: row.given_by, ...use };
      people.push({ account: row.account, lastUsed: dayOf(custodians.openedAtMs), grants: [grant] });
    }
    return people;
  }

  /** The grants of a scope, but for those of some people. */
  async function* grantsIn(scope: ReviewScope, apart: ReadonlySet<AccountId> = new Set()): AsyncGenerator<GrantsOf> {
    if (scope.kind === "tokens") {
      yield { people: await ofTokens(apart) };
      return;
    }
    if (scope.kind === "keys") {
      yield { people: await ofKeys(apart) };
      return;
    }
    if (scope.kind !== "rooms") {
      yield { people: await inOrganisation(scope, apart) };
      return;
    }
    const asked = scope.rooms === undefined ? undefined : new Set(scope.rooms);
    for (const { id: room } of await conversations.groupRooms())
      if (asked?.has(room) !== false) yield { room, people: await inRoom(room) };
  }
  /** Those for which nobody answers: nobody could be asked about them. */
  const keysOfNobody = async (): Promise<readonly ServerKeyName[]> =>
    (await custodians.kept()).flatMap(({ key, row }) => (row === undefined ? [key] : []));
  return { grantsIn, keysOfNobody };
}
export type GrantsRules = ReturnType<typeof grantsRules>;

function askedBy(scope: ReviewScope): (role: RoleName) => boolean {
  if (scope.kind !== "roles") return () => true;
  const asked = new Set(scope.roles);
  return (role) => asked.has(role);
}

function among(scope: ReviewScope, everybody: ReadonlyMap<AccountId, Person>): Iterable<readonly [AccountId, Person]> {
  if (scope.kind !== "people") return everybody;
  return [...new Set(scope.people)].flatMap((account) => {
    const person = everybody.get(account);
    return person === undefined ? [] : [[account, person] as const];
  });
}

/** The roles that somebody has: the first one, and those held that have not ended. Who is suspended has no standing to lose. */
function rolesOf({ standing, held }: Person, nowMs: number): readonly Held[] {
  if (standing === undefined || !isGrantedRole(standing.role)) return [];
  const now = held.filter((one) => isHeld(one, nowMs));
  const { role, since_ms = 0, given_by = null, suspended_ms } = standing;
  const isAny = isOfficerRole(role) || suspended_ms === null;
  return isAny ? [{ role, since_ms, until_ms: null, given_by }, ...now] : now;
}
