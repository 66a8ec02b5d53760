/**
 * People as a directory of another system tells of them. Whom it adds joins by an invitation; whom it says is not active, or no
 * longer there, is suspended or removed in one transaction, by the same plan that an officer's decision makes.
 */
import {
  type AccountId,
  type EntryId,
  isGrantedRole,
  isId,
  LIMITS,
  newId,
  type ScimOperation,
  type ScimPerson,
  type ScimQuery,
  scimPerson,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { insert, type Plan, plan, remove, requireRows, type Step, update } from "../../kernel/plan.ts";
import type { Caller, Grant } from "../../kernel/policy/policy.ts";
import { isOfficer } from "../../kernel/policy/rule.ts";
import { roleAssignments } from "../../kernel/records.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { placeholderSteps, renameStep } from "../accounts/index.ts";
import type { RolesFeature } from "../roles/index.ts";
import * as told from "./facts.ts";
import { type Filter, matches, parseFilter } from "./filter.ts";
import type { Changing } from "./groups.ts";
import { applyPatch } from "./patch.ts";
import { documentOf, isPresent, listResource, pageOf, personResource, projected, type Resource } from "./resources.ts";
import type { DirectoryStore, PersonRow } from "./store.ts";
import { directoryGiven, directoryMembers, directoryPeople } from "./tables.ts";

/** The lookup value of an id that the other system has for a person. */
export const externalIdKey = (vault: Kernel["vault"], externalId: string): Uint8Array =>
  vault.lookup("directory-external-id", externalId);

export interface DirectoryPeopleDeps extends Pick<Kernel, "ledger" | "policy" | "vault" | "clock"> {
  readonly store: DirectoryStore;
  readonly plans: RolesFeature["plans"];
  /** `https://host:port/scim/v2` */
  readonly base: string;
}

type Provision = Grant<"directory.provision">;
interface Found {
  readonly row: PersonRow;
  readonly person: ScimPerson;
}
const REASON = "the directory says that this person is not active";
const REMOVED = "the directory removed this person";
const KEPT: ReadonlySet<string> = new Set([
  "username",
  "externalid",
  "displayname",
  "name",
  "title",
  "emails",
  "active",
]);
const SCANNED_AT_ONCE = 500;
const MOST_SCANNED = 20_000;

export function directoryPeopleRules({ ledger, policy, vault, clock, store, plans, base }: DirectoryPeopleDeps) {
  const userNameKey = (userName: string) =>
    vault.lookup("directory-user-name", userName.normalize("NFKC").toLowerCase());
  const externalKey = (externalId: string | undefined) =>
    externalId === undefined ? null : externalIdKey(vault, externalId);

  /** What is told of them, with whether they truly are active. Undefined for who has left. */
  const known = async (
    row: PersonRow | undefined,
  ): Promise<(ScimPerson & { readonly active: boolean }) | undefined> => {
    if (row === undefined) return undefined;
    const standing = await policy.standingOf(row.account);
    const attributes = vault.open(directoryPeople, "attributes", row);
    if (standing === undefined || standing.role === "removed" || attributes === ERASED) return undefined;
    return { ...attributes, active: standing.suspended_ms === null };
  };
  const shown = (row: PersonRow, person: ScimPerson): Resource => personResource(person, { ...row, base });
  const found = async (entry: EntryId, ifMatch?: string): Promise<Result<Found>> => {
    const row = await store.person(entry);
    const person = await known(row);
    if (row === undefined || person === undefined) return refuse("not-found");
    return isPresent(row, ifMatch) ? ok({ row, person }) : refuse("version-differs");
  };
  const answerFor = async (entry: EntryId): Promise<Result<Resource>> => {
    const there = await found(entry);
    return there.ok ? ok(shown(there.value.row, there.value.person)) : there;
  };

  const list = async (query: ScimQuery): Promise<Result<Resource>> => {
    const page = pageOf(query);
    const filter = query.filter === undefined ? undefined : parseFilter(query.filter);
    if (filter !== undefined && !filter.ok) return filter;
    const resources: Resource[] = [];
    const show = async (row: PersonRow) => {
      const person = await known(row);
      if (person !== undefined) resources.push(projected(shown(row, person), query));
    };
    if (filter === undefined) {
      for (const row of await store.peopleFrom(page.offset, page.count)) await show(row);
      return ok(listResource(resources, (await store.countPeople()).all, page));
    }
    const rows = await matching(filter.value);
    if (!rows.ok) return rows;
    for (const row of rows.value.slice(page.offset, page.offset + page.count)) await show(row);
    return ok(listResource(resources, rows.value.length, page));
  };

  const matching = async (filter: Filter): Promise<Result<readonly PersonRow[]>> => {
    const rows: PersonRow[] = [];
    const isMatch = async (row: PersonRow) => {
      const person = await known(row);
      return person !== undefined && matches(filter, documentOf(person, row));
    };
    const some = await candidates(filter);
    if (some !== undefined) {
      for (const row of some) if (await isMatch(row)) rows.push(row);
      return ok(rows);
    }
    let scanned = 0;
    for (let after = ""; ; ) {
      const next = await store.peopleAfter(after, SCANNED_AT_ONCE);
      scanned += next.length;
      if (scanned > MOST_SCANNED) return refuse("too-many", "ask by userName, externalId or id");
      for (const row of next) if (await isMatch(row)) rows.push(row);
      const last = next.at(-1);
      if (last === undefined || next.length < SCANNED_AT_ONCE) return ok(rows);
      after = last.id;
    }
  };
  /** The few rows that can match a filter by a name that there is an index of. */
  const candidates = async (filter: Filter): Promise<readonly PersonRow[] | undefined> => {
    if (filter.kind === "and") return (await candidates(filter.left)) ?? candidates(filter.right);
    if (filter.kind !== "compare" || filter.op !== "eq" || typeof filter.value !== "string") return undefined;
    if (filter.path === "username") return store.peopleByUserName(userNameKey(filter.value));
    if (filter.path === "externalid") return store.peopleByExternalId(externalKey(filter.value) ?? new Uint8Array());
    if (filter.path !== "id") return undefined;
    const row = isId<EntryId>(filter.value) ? await store.person(filter.value) : undefined;
    return row === undefined ? [] : [row];
  };

  const create = async (grant: Provision, { active = true, ...attributes }: ScimPerson): Promise<Result<Resource>> => {
    if ((await store.countPeople()).all >= LIMITS.directoryPeople) return refuse("too-many");
    const nowMs = clock.nowMs();
    const [id, account] = [newId<EntryId>(), newId<AccountId>()];
    const key = userNameKey(attributes.username);
    const handle = attributes.username.slice(0, LIMITS.handleChars);
    const placeholder = { id: account, handle, name: shownName(attributes), nowMs, from: "directory" } as const;
    const row = {
      id,
      account,
      user_name_key: key,
      external_key: externalKey(attributes.externalid),
      attributes,
      stopped_ms: active ? null : nowMs,
      made_ms: nowMs,
      changed_ms: nowMs,
    };
    const detail = { entry: id, by: grant.caller.account, active };
    const done = await ledger.commit(grant, () =>
      plan(
        told.personAdded,
        [{ subject: account, detail }],
        [
          requireRows(directoryPeople, { user_name_key: key }, "name-taken", 0, 0),
          ...placeholderSteps(vault, placeholder),
          ...(active ? [] : [update(roleAssignments, { scope: "org", account }, { suspended_ms: nowMs })]),
          insert(directoryPeople, row),
        ],
        null,
      ),
    );
    return done.ok ? answerFor(id) : done;
  };

  /** What becomes of the standing where the directory says that they are active, or not. */
  const standingPlan = async (
    { row, before, active }: { readonly row: PersonRow; readonly before: boolean; readonly active: boolean },
    by: Caller,
    nowMs: number,
  ): Promise<Result<{ readonly plan?: Plan; readonly steps: readonly Step[]; readonly stoppedMs: number | null }>> => {
    const { account, stopped_ms } = row;
    const standing = await policy.standingOf(account);
    const isWaiting = standing?.role === "placeholder";
    const waits = { scope: "org", account, role: "placeholder" } as const;
    if (!active) {
      // Suspended by somebody else already: that stays theirs to lift.
      if (!before) return ok({ steps: [], stoppedMs: stopped_ms ?? nowMs });
      if (isWaiting)
        return ok({
          steps: [
            update(roleAssignments, { ...waits, suspended_ms: null }, { suspended_ms: nowMs }, "permission-changed"),
          ],
          stoppedMs: nowMs,
        });
      const suspended = await plans.suspension(account, { by: by.account, reason: REASON }, nowMs);
      return suspended.ok ? ok({ plan: suspended.value, steps: [], stoppedMs: nowMs }) : suspended;
    }
    if (before || stopped_ms === null || standing?.suspended_ms !== stopped_ms)
      return ok({ steps: [], stoppedMs: null });
    if (isWaiting)
      return ok({
        steps: [update(roleAssignments, { ...waits, suspended_ms: stopped_ms }, { suspended_ms: null })],
        stoppedMs: null,
      });
    const reinstated = await plans.reinstatement(account, { by: by.account });
    return reinstated.ok ? ok({ plan: reinstated.value, steps: [], stoppedMs: null }) : reinstated;
  };

  const change = async (
    grant: Provision,
    { row, person: before }: Found,
    { active = before.active !== false, ...attributes }: ScimPerson,
    ifMatch: string | undefined,
  ): Promise<Result<Resource>> => {
    const nowMs = Math.max(clock.nowMs(), row.changed_ms + 1);
    const { id, account } = row;
    const key = userNameKey(attributes.username);
    const isRenamed = Buffer.compare(key, row.user_name_key) !== 0;
    const standing = await standingPlan({ row, before: before.active !== false, active }, grant.caller, nowMs);
    if (!standing.ok) return standing;
    const { stoppedMs } = standing.value;
    const external_key = externalKey(attributes.externalid);
    const set = { user_name_key: key, external_key, attributes, stopped_ms: stoppedMs, changed_ms: nowMs };
    const steps = [
      ...(isRenamed ? [requireRows(directoryPeople, { user_name_key: key }, "name-taken", 0, 0)] : []),
      // Whoever names a version changes that one alone.
      update(
        directoryPeople,
        { id, account, ...(ifMatch !== undefined && { changed_ms: row.changed_ms }) },
        set,
        ifMatch === undefined ? "not-found" : "version-differs",
      ),
      ...(shownName(attributes) === shownName(before) ? [] : [renameStep(account, shownName(attributes))]),
      ...standing.value.steps,
    ];
    const detail = { entry: id, by: grant.caller.account, active };
    const made = standing.value.plan ?? plan(told.personChanged, [{ subject: account, detail }], [], null);
    const done = await ledger.commit(grant, () => ({ ...made, steps: [...made.steps, ...steps] }));
    return done.ok ? answerFor(id) : done;
  };

  return {
    known,
    list,
    create,
    read: (_grant: Provision, entry: EntryId) => answerFor(entry),

    async replace({ grant, entry, ifMatch }: Changing, person: ScimPerson): Promise<Result<Resource>> {
      const there = await found(entry, ifMatch);
      return there.ok ? change(grant, there.value, person, ifMatch) : there;
    },

    async patch({ grant, entry, ifMatch }: Changing, operations: readonly ScimOperation[]): Promise<Result<Resource>> {
      const there = await found(entry, ifMatch);
      if (!there.ok) return there;
      const patched = applyPatch(there.value.person, operations, KEPT);
      if (!patched.ok) return patched;
      const parsed = scimPerson.safeParse(patched.value);
      return parsed.success ? change(grant, there.value, parsed.data, ifMatch) : refuse("bad-request");
    },

    /**
     * For good where that is the directory's to decide: not of an officer, and not where removing people is under dual control. Those
     * are suspended at once, and an officer removes them.
     */
    async remove({ grant, entry, ifMatch }: Changing): Promise<Result<undefined>> {
      const there = await found(entry, ifMatch);
      if (!there.ok) return there;
      const { row, person } = there.value;
      const { account } = row;
      const by = grant.caller;
      const nowMs = clock.nowMs();
      const whole = await policy.personOf(account);
      const isJoined = isGrantedRole(whole.standing?.role);
      const isForGood =
        !isOfficer((await policy.now()).compiled, whole) && (await policy.approvalsFor("person.remove")) === 0;
      const leaving: Result<Plan | undefined> = !isJoined
        ? ok(undefined)
        : isForGood
          ? await plans.removal(account, by, REMOVED)
          : person.active === false
            ? ok(undefined)
            : await plans.suspension(account, { by: by.account, reason: REMOVED }, nowMs);
      if (!leaving.ok) return leaving;
      const detail = { entry, by: by.account };
      const made = leaving.value ?? plan(told.entryRemoved, [{ subject: account, detail }], [], null);
      const gone = isJoined
        ? []
        : [
            update(
              roleAssignments,
              { scope: "org", account, role: "placeholder" },
              { role: "removed", since_ms: nowMs, suspended_ms: null },
              "permission-changed",
            ),
          ];
      const done = await ledger.commit(grant, () => ({
        ...made,
        steps: [...made.steps, ...gone, ...forgetEntry(entry)],
      }));
      return done.ok ? ok(undefined) : done;
    },
  };
}
export type DirectoryPeopleRules = ReturnType<typeof directoryPeopleRules>;

/** Steps that forget what the directory told of somebody; what was given stays with the account, whose end takes it. */
export const forgetEntry = (entry: EntryId): readonly Step[] => [
  remove(directoryMembers, { person: entry }, "ignore"),
  remove(directoryGiven, { person: entry }, "ignore"),
  remove(directoryPeople, { id: entry }, "ignore"),
];

/** The name that people see. */
export function shownName({
  displayname,
  name,
  username,
}: Pick<ScimPerson, "displayname" | "name" | "username">): string {
  const parts = wholeName(name?.givenname ?? "", name?.familyname ?? "");
  const shown = [displayname, name?.formatted, parts].find((text) => text !== undefined && text !== "") ?? username;
  return shown.slice(0, LIMITS.displayNameChars);
}

/** Chinese, Japanese and Korean names begin with the family's, without a space. */
function wholeName(given: string, family: string): string {
  const isHan = /^[\p{Script=Han}\p{Script=Hangul}]+$/u.test(given + family);
  return isHan ? `${family}${given}` : `${given} ${family}`.trim();
}
