/** Groups of a directory and who is in them. What a group gives its members, a mapping says. */
import {
  type AccountId,
  type EntryId,
  isId,
  LIMITS,
  newId,
  type ScimGroup,
  type ScimOperation,
  type ScimQuery,
  scimGroup,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { aboutEach, insert, insertOrKeep, plan, remove, requireRows, type Step, update } from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import * as told from "./facts.ts";
import { matches, parseFilter } from "./filter.ts";
import type { MappingRules } from "./mappings.ts";
import { applyPatch } from "./patch.ts";
import { documentOf, groupResource, isPresent, listResource, pageOf, projected, type Resource } from "./resources.ts";
import type { DirectoryStore, GroupRow } from "./store.ts";
import { directoryGroups, directoryMembers } from "./tables.ts";

export interface DirectoryGroupsDeps extends Pick<Kernel, "ledger" | "vault" | "clock"> {
  readonly store: DirectoryStore;
  readonly mappings: Pick<MappingRules, "reconcile" | "endOf">;
  readonly base: string;
}

type Provision = Grant<"directory.provision">;
interface Found {
  readonly row: GroupRow;
  readonly group: ScimGroup;
}
/** Whoever names a version changes that one alone. */
const seen = ({ row, group }: Found, ifMatch: string | undefined) => ({
  before: group,
  ...(ifMatch !== undefined && { row }),
});
/** A change of an entry, of the version that is named. */
export interface Changing {
  readonly grant: Provision;
  readonly entry: EntryId;
  readonly ifMatch?: string | undefined;
}
const KEPT: ReadonlySet<string> = new Set(["displayname", "externalid", "members"]);

export function directoryGroupRules({ ledger, vault, clock, store, mappings, base }: DirectoryGroupsDeps) {
  const nameKey = (name: string) => vault.lookup("directory-group-name", name.normalize("NFKC").toLowerCase());

  const known = async (row: GroupRow | undefined): Promise<ScimGroup | undefined> => {
    const attributes = row === undefined ? ERASED : vault.open(directoryGroups, "attributes", row);
    if (row === undefined || attributes === ERASED) return undefined;
    const members = (await store.membersOf(row.id)).map(({ person }) => ({ value: String(person) }));
    return { ...attributes, members };
  };
  const found = async (entry: EntryId, ifMatch?: string): Promise<Result<Found>> => {
    const row = await store.group(entry);
    const group = await known(row);
    if (row === undefined || group === undefined) return refuse("not-found");
    return isPresent(row, ifMatch) ? ok({ row, group }) : refuse("version-differs");
  };
  const answerFor = async (entry: EntryId): Promise<Result<Resource>> => {
    const there = await found(entry);
    return there.ok ? ok(groupResource(there.value.group, { ...there.value.row, base })) : there;
  };

  /** Of the members named, those who are people of the directory: a group within a group is not kept. */
  const accountsOf = async (members: ScimGroup["members"]): Promise<ReadonlyMap<EntryId, AccountId>> => {
    const accounts = new Map<EntryId, AccountId>();
    for (const { value } of members ?? []) {
      const row = isId<EntryId>(value) ? await store.person(value) : undefined;
      if (row !== undefined) accounts.set(row.id, row.account);
    }
    return accounts;
  };

  const write = async (
    grant: Provision,
    id: EntryId,
    { before, after, row }: { readonly before?: ScimGroup; readonly after: ScimGroup; readonly row?: GroupRow },
  ): Promise<Result<undefined>> => {
    const nowMs = clock.nowMs();
    const [was, is] = [await accountsOf(before?.members), await accountsOf(after.members)];
    const [added, gone] = [[...is].filter(([one]) => !was.has(one)), [...was].filter(([one]) => !is.has(one))];
    const { displayname, externalid } = after;
    const key = nameKey(displayname);
    const isNew = before === undefined;
    const isRenamed = isNew || Buffer.compare(key, nameKey(before.displayname)) !== 0;
    const attributes = { displayname, ...(externalid !== undefined && { externalid }) };
    const steps: Step[] = [
      ...(isRenamed ? [requireRows(directoryGroups, { name_key: key }, "name-taken", 0, 0)] : []),
      isNew
        ? insert(directoryGroups, { id, name_key: key, attributes, made_ms: nowMs, changed_ms: nowMs })
        : update(
            directoryGroups,
            { id, ...(row !== undefined && { changed_ms: row.changed_ms }) },
            { name_key: key, attributes, changed_ms: Math.max(nowMs, (row?.changed_ms ?? 0) + 1) },
            "version-differs",
          ),
      ...gone.map(([person]) => remove(directoryMembers, { group: id, person }, "ignore")),
      ...added.map(([person]) => insertOrKeep(directoryMembers, { group: id, person })),
    ];
    const detail = { group: id, by: grant.caller.account, added: added.length, removed: gone.length };
    const about = aboutEach(
      grant.caller.account,
      [...added, ...gone].map(([, account]) => account),
      detail,
    );
    const done = await ledger.commit(grant, () => plan(told.groupChanged, about, steps, null));
    if (!done.ok) return done;
    for (const [person] of [...added, ...gone]) await mappings.reconcile(person);
    return ok(undefined);
  };

  return {
    known,

    async list(query: ScimQuery): Promise<Result<Resource>> {
      const page = pageOf(query);
      const filter = query.filter === undefined ? undefined : parseFilter(query.filter);
      if (filter !== undefined && !filter.ok) return filter;
      const all: Resource[] = [];
      for (const row of await store.groups()) {
        const group = await known(row);
        if (group !== undefined && (filter === undefined || matches(filter.value, documentOf(group, row))))
          all.push(projected(groupResource(group, { ...row, base }), query));
      }
      return ok(listResource(all.slice(page.offset, page.offset + page.count), all.length, page));
    },

    async read(entry: EntryId, query: ScimQuery): Promise<Result<Resource>> {
      const answer = await answerFor(entry);
      return answer.ok ? ok(projected(answer.value, query)) : answer;
    },

    async create(grant: Provision, group: ScimGroup): Promise<Result<Resource>> {
      if ((await store.groups()).length >= LIMITS.directoryGroups) return refuse("too-many");
      const id = newId<EntryId>();
      const done = await write(grant, id, { after: group });
      return done.ok ? answerFor(id) : done;
    },

    async replace({ grant, entry, ifMatch }: Changing, group: ScimGroup): Promise<Result<Resource>> {
      const there = await found(entry, ifMatch);
      if (!there.ok) return there;
      const done = await write(grant, entry, { ...seen(there.value, ifMatch), after: group });
      return done.ok ? answerFor(entry) : done;
    },

    async patch({ grant, entry, ifMatch }: Changing, operations: readonly ScimOperation[]): Promise<Result<undefined>> {
      const there = await found(entry, ifMatch);
      if (!there.ok) return there;
      const patched = applyPatch(there.value.group, operations, KEPT);
      if (!patched.ok) return patched;
      const parsed = scimGroup.safeParse(patched.value);
      if (!parsed.success) return refuse("bad-request");
      return write(grant, entry, { ...seen(there.value, ifMatch), after: parsed.data });
    },

    /** Its mappings end first, so that what it gave is taken back also when this is cut short. */
    async remove({ grant, entry, ifMatch }: Changing): Promise<Result<undefined>> {
      const there = await found(entry, ifMatch);
      if (!there.ok) return there;
      const emptied = await write(grant, entry, {
        ...seen(there.value, ifMatch),
        after: { ...there.value.group, members: [] },
      });
      if (!emptied.ok) return emptied;
      const by = grant.caller.account;
      const about = [{ subject: by, detail: { group: entry, by, gone: true } }] as const;
      const steps = [...(await mappings.endOf(entry)), remove(directoryGroups, { id: entry }, "ignore")];
      const done = await ledger.commit(grant, () => plan(told.groupChanged, about, steps, null));
      return done.ok ? ok(undefined) : done;
    },
  };
}
export type DirectoryGroupRules = ReturnType<typeof directoryGroupRules>;
