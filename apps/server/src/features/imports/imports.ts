/**
 * Bringing records in from another system. Everything has an id that follows from its id in the source, so that what is
 * sent twice is found the second time. Imported people are placeholders; imported records say that they are imported.
 */
import {
  type AccountId,
  type ApiParsed,
  type ImportId,
  idFromDigest,
  type MessageId,
  newId,
  RECORD_KINDS,
  type RoomId,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import {
  aboutEach,
  appendAll,
  factType,
  insert,
  insertOrKeep,
  plan,
  type RecordToAppend,
  type Step,
  update,
} from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { placeholderSteps } from "../accounts/index.ts";
import { useSteps } from "../attachments/index.ts";
import { eventStep, roomCreated, roomSteps } from "../conversations/index.ts";
import { contentOf } from "./record-content.ts";
import { type ImportRow, importStore } from "./store.ts";
import { importMembers, importPeople, importRooms, imports } from "./tables.ts";

const started = factType<null>("import.started");
const peopleAdded = factType<null>("import.people-added");
const membersAdded = factType<null>("import.members-added");
const completed = factType<null>("import.completed");
/** Records were added to a room; search and deliveries take note. */
export const recordsImported = factType<{ readonly room: RoomId }>("import.records-added");

export type ImportsDeps = Pick<Kernel, "ledger" | "policy" | "reader" | "vault" | "clock">;

export function importRules({ ledger, policy, reader, vault, clock }: ImportsDeps) {
  const store = importStore(reader);
  /** Accounts of the import under way: authors must be among them. */
  const known = new Map<ImportId, Set<AccountId>>();

  const accountsOf = async (id: ImportId): Promise<Set<AccountId>> => {
    const cached = known.get(id);
    if (cached !== undefined) return cached;
    const accounts = new Set(await store.accounts(id));
    // One import at a time is the ordinary case; an older one is read again.
    known.clear();
    known.set(id, accounts);
    return accounts;
  };
  const openImport = async (grant: Grant<"import.run">, id: ImportId): Promise<Result<ImportRow>> => {
    const row = await store.import(id);
    return row === undefined || row.started_by !== grant.caller.account ? refuse("not-found") : ok(row);
  };
  const answerOf = async (id: ImportId) => {
    const rooms = await store.rooms(id);
    const counts = await Promise.all(rooms.map((room) => store.records(room)));
    const people = (await accountsOf(id)).size;
    return ok({ id, rooms: rooms.length, people, records: counts.reduce((sum, n) => sum + n, 0) });
  };
  const messageIdOf = (room: RoomId, sourceId: string): MessageId =>
    idFromDigest(vault.lookup("import-message", `${room}/${sourceId}`));

  return {
    async start(grant: Grant<"import.run">, input: ApiParsed<"startImport">) {
      const source = vault.lookup("import-source", `${input.format}/${input.source}`);
      const existing = await store.importOf(source);
      if (existing !== undefined)
        return existing.started_by === grant.caller.account
          ? answerOf(existing.id)
          : refuse("import-mismatch", "someone else imported this source");
      const id = newId<ImportId>();
      const { account } = grant.caller;
      const row = { id, source, format: input.format, started_by: account, started_ms: clock.nowMs() };
      const done = await ledger.commit(grant, () =>
        plan(
          started,
          [{ subject: account, detail: { import: id, format: input.format } }],
          [insert(imports, row, "import-mismatch")],
          null,
        ),
      );
      return done.ok ? answerOf(id) : done;
    },

    async addPeople(grant: Grant<"import.run">, id: ImportId, { people }: ApiParsed<"importPeople">) {
      const found = await openImport(grant, id);
      if (!found.ok) return found;
      const nowMs = clock.nowMs();
      const sources = people.map(({ sourceId }) => vault.lookup("import-person", `${id}/${sourceId}`));
      const there = await store.people(id, sources);
      // A map, since a source may name a person "constructor".
      const accounts = new Map<string, AccountId>();
      const fresh = [];
      for (const [at, person] of people.entries()) {
        const source = sources[at];
        if (source === undefined) continue;
        const existing = there.get(Buffer.from(source).toString("hex")) ?? accounts.get(person.sourceId);
        const account = existing ?? newId<AccountId>();
        accounts.set(person.sourceId, account);
        if (existing === undefined) fresh.push({ account, source, person });
      }
      if (fresh.length === 0) return ok({ accounts: Object.fromEntries(accounts), added: 0 });
      const steps = fresh.flatMap(({ account, source, person }) => [
        ...placeholderSteps(vault, {
          id: account,
          handle: person.handle,
          name: person.name || person.handle,
          nowMs,
          from: "imported",
        }),
        insert(importPeople, { import: id, source, account }, "import-mismatch"),
      ]);
      const about = aboutEach(grant.caller.account, [], { import: id, people: fresh.length });
      const done = await ledger.commit(grant, () => plan(peopleAdded, about, steps, null));
      if (!done.ok) return done;
      const cached = await accountsOf(id);
      for (const { account } of fresh) cached.add(account);
      return ok({ accounts: Object.fromEntries(accounts), added: fresh.length });
    },

    async addRoom(grant: Grant<"import.run">, id: ImportId, input: ApiParsed<"importRoom">) {
      const found = await openImport(grant, id);
      if (!found.ok) return found;
      const source = vault.lookup("import-room", `${id}/${input.sourceId}`);
      const existing = await store.room(id, source);
      if (existing !== undefined) return ok({ room: existing, records: await store.records(existing) });
      const room = newId<RoomId>();
      const { account } = grant.caller;
      const nowMs = clock.nowMs();
      // A direct conversation of two people who are not here is kept as a group: its members come by invitation.
      const made = {
        id: room,
        kind: "group",
        level: "sealed",
        name: input.name || input.sourceId,
        topic: input.topic,
        createdAtMs: nowMs,
        createdBy: account,
      } as const;
      const done = await ledger.commit(grant, () =>
        plan(
          roomCreated,
          [{ subject: account, detail: { room, import: id, level: "sealed" } }],
          [
            insert(importRooms, { import: id, source, room }, "import-mismatch"),
            ...roomSteps(made),
            eventStep(room, grant.caller, { what: "imported" }, nowMs),
          ],
          { room, accounts: [account] },
        ),
      );
      return done.ok ? ok({ room, records: 0 }) : done;
    },

    /** Who was in a room of the source. */
    async addMembers(grant: Grant<"import.run">, id: ImportId, { room, accounts }: ApiParsed<"importMembers">) {
      const found = await openImport(grant, id);
      if (!found.ok) return found;
      if (!(await store.rooms(id)).includes(room)) return refuse("import-mismatch", "the room is not of this import");
      const ofImport = await accountsOf(id);
      if (!accounts.every((account) => ofImport.has(account)))
        return refuse("import-mismatch", "expected people of this import");
      const there = await store.members(room, accounts);
      const fresh = [...new Set(accounts)].filter((account) => !there.has(account));
      if (fresh.length === 0) return ok({ added: 0 });
      const about = aboutEach(grant.caller.account, [], { import: id, room, members: fresh.length });
      const steps = fresh.map((account) => insertOrKeep(importMembers, { room, account }));
      const done = await ledger.commit(grant, () => plan(membersAdded, about, steps, null));
      return done.ok ? ok({ added: fresh.length }) : done;
    },

    async notJoined(grant: Grant<"room.read">, { after, limit }: ApiParsed<"importedMembers">) {
      const { room } = grant.resource;
      const accounts = await store.notJoined(room, after ?? "", limit + 1);
      return ok({
        accounts: accounts.slice(0, limit),
        total: await store.countNotJoined(room),
        more: accounts.length > limit,
      });
    },

    async addRecords(grant: Grant<"import.run">, id: ImportId, { room, records }: ApiParsed<"importRecords">) {
      const found = await openImport(grant, id);
      if (!found.ok) return found;
      if (!(await store.rooms(id)).includes(room)) return refuse("import-mismatch", "the room is not of this import");
      const mayWrite = await policy.decide(grant.caller, "message.send", { kind: "room", room });
      if (!mayWrite.ok) return mayWrite;
      const accounts = await accountsOf(id);
      const ids = records.map(({ sourceId }) => messageIdOf(room, sourceId));
      // What is there stays as it is, though the source changed it or it was erased here meanwhile.
      const there = await store.known(room, ids);
      const toAppend: RecordToAppend[] = [];
      const uses: Step[] = [];
      const refused: { sourceId: string; reason: string }[] = [];
      for (const [at, record] of records.entries()) {
        const message = ids[at];
        if (message === undefined || there.has(message)) continue;
        const content = contentOf(record, (sourceId) => messageIdOf(room, sourceId));
        if ("lacks" in content) refused.push({ sourceId: record.sourceId, reason: content.lacks });
        else if (!accounts.has(record.author)) refused.push({ sourceId: record.sourceId, reason: "author" });
        else {
          there.add(message);
          uses.push(...useSteps(room, message, content.attachments ?? []));
          toAppend.push({
            room,
            message,
            author: record.author,
            device: null,
            kind: RECORD_KINDS[record.kind],
            atMs: record.atMs,
            imported: true,
            content: content.bytes,
            ...(content.revises !== undefined && { revises: content.revises }),
          });
        }
      }
      const repeated = records.length - toAppend.length - refused.length;
      if (toAppend.length === 0) return ok({ added: 0, repeated, refused });
      const about = aboutEach(grant.caller.account, [], { import: id, room, records: toAppend.length });
      const done = await ledger.commit(grant, () =>
        plan(recordsImported, about, [...uses, appendAll(toAppend)], { room }),
      );
      if (!done.ok) return done;
      const { added, found: alsoThere, leaf, position } = done.value;
      return ok({ added, repeated: repeated + alsoThere, refused, log: { leaf, position } });
    },

    async complete(grant: Grant<"import.run">, id: ImportId) {
      const found = await openImport(grant, id);
      if (!found.ok) return found;
      if (found.value.completed_ms !== null) return answerOf(id);
      const about = aboutEach(grant.caller.account, [], { import: id });
      const done = await ledger.commit(grant, () =>
        plan(completed, about, [update(imports, { id }, { completed_ms: clock.nowMs() })], null),
      );
      known.delete(id);
      return done.ok ? answerOf(id) : done;
    },
  };
}
export type ImportRules = ReturnType<typeof importRules>;
