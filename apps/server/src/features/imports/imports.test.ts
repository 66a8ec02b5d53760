import { type AccountId, type ImportId, newId, type RoomId } from "@warbler/protocol";
import { ContentSchema, fromBinary } from "@warbler/protocol/wire";
import { describe, expect, test } from "vitest";
import { ERASED } from "../../kernel/keys/vault.ts";
import type { records } from "../../kernel/records.ts";
import type { Result } from "../../kernel/result.ts";
import type { RowOf } from "../../kernel/tables.ts";
import { type Organisation, organisation } from "../../testing/organisation.ts";
import { accountTables } from "../accounts/feature.ts";
import { importRules } from "./imports.ts";
import type { ImportedRecord } from "./record-content.ts";
import { importTables } from "./tables.ts";

const AT_MS = Date.UTC(2019, 4, 1);
const SOURCE = { format: "slack", source: "team T1" } as const;
const valueOf = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
};
const said = (sourceId: string, author: AccountId, text: string): ImportedRecord => ({
  sourceId,
  author,
  atMs: AT_MS,
  kind: "message",
  text,
});

async function importing() {
  const world = await organisation([...importTables, ...accountTables]);
  const rules = importRules(world.kernel);
  const grant = await world.grant(world.owner, "import.run", { kind: "org" });
  const { id } = valueOf(await rules.start(grant, SOURCE));
  const people = ["ada", "constructor"].map((sourceId) => ({ sourceId, handle: sourceId, name: sourceId }));
  const { accounts } = valueOf(await rules.addPeople(grant, id, { people }));
  const { room } = valueOf(
    await rules.addRoom(grant, id, { sourceId: "C1", kind: "group", name: "general", topic: "" }),
  );
  const ada = accounts["ada"] ?? newId<AccountId>();
  const add = async (list: readonly ImportedRecord[], at: { id?: ImportId; room?: RoomId } = {}) =>
    rules.addRecords(grant, at.id ?? id, { room: at.room ?? room, records: [...list] });
  return { world, rules, grant, id, people, accounts, room, ada, add };
}

const importedIn = async ({ kernel }: Organisation, room: RoomId) =>
  (
    await kernel.reader.all<RowOf<typeof records>>(
      'SELECT * FROM "records" WHERE "room" = ? AND "imported" = 1 ORDER BY "seq"',
      [room],
    )
  ).map((row) => {
    const opened = kernel.vault.openRecord(row);
    if (opened === ERASED) throw new Error("erased");
    return { row, body: fromBinary(ContentSchema, opened.content).body };
  });

describe("an import", () => {
  test("brings records in as imported, by placeholders, at their own times, in order", async () => {
    const { world, room, ada, add } = await importing();
    await using _ = world;
    const answer = await add([said("1", ada, "first"), said("2", ada, "second")]);
    expect(answer).toMatchObject({ value: { added: 2, repeated: 0, refused: [] } });
    const there = await importedIn(world, room);
    expect(there.map(({ body }) => body.case === "message" && body.value.text)).toEqual(["first", "second"]);
    expect(there[0]?.row).toMatchObject({ author: ada, at_ms: AT_MS, device: null });
    expect(await world.kernel.policy.standingOf(ada)).toMatchObject({ role: "placeholder" });
    const facts = await world.kernel.reader.all(`SELECT 1 FROM "facts" WHERE "kind" = 'import.records-added'`, []);
    expect(facts).toHaveLength(1);
  });

  test("run a second time adds no person, no room and no record", async () => {
    const { world, rules, grant, id, people, accounts, room, ada, add } = await importing();
    await using _ = world;
    await add([said("1", ada, "first")]);
    expect(valueOf(await rules.complete(grant, id))).toEqual({ id, rooms: 1, people: 2, records: 1 });
    // As after a restart: nothing is remembered but what is stored.
    const again = importRules(world.kernel);
    expect(valueOf(await again.start(grant, SOURCE))).toMatchObject({ id, records: 1 });
    expect(valueOf(await again.addPeople(grant, id, { people }))).toEqual({ accounts, added: 0 });
    const asked = { sourceId: "C1", kind: "group", name: "general", topic: "" } as const;
    expect(valueOf(await again.addRoom(grant, id, asked))).toEqual({ room, records: 1 });
    const repeated = await again.addRecords(grant, id, {
      room,
      records: [said("1", ada, "first"), said("2", ada, "new")],
    });
    expect(repeated).toMatchObject({ value: { added: 1, repeated: 1 } });
    expect(await importedIn(world, room)).toHaveLength(2);
  });

  test("run again leaves a record as it is that the source changed or that was erased here, and takes the others", async () => {
    const { world, room, ada, add } = await importing();
    await using _ = world;
    await add([said("1", ada, "first"), said("2", ada, "to be erased")]);
    const erased = (await importedIn(world, room))[1]?.row.seq ?? 0;
    const grant = await world.grant(world.owner, "records.erase", { kind: "org" });
    await world.kernel.eraser.erase(grant, { what: "message", room, seq: erased });
    const again = await add([
      said("1", ada, "changed at the source"),
      said("2", ada, "to be erased"),
      said("3", ada, "new"),
      said("3", ada, "new, twice in the batch"),
    ]);
    expect(again).toMatchObject({ value: { added: 1, repeated: 3, refused: [] } });
  });

  test("makes a person for every source id, whatever it is called", async () => {
    const { world, rules, grant, id, accounts } = await importing();
    await using _ = world;
    const odd = ["__proto__", "toString"].map((sourceId) => ({ sourceId, handle: sourceId, name: "" }));
    const answer = valueOf(await rules.addPeople(grant, id, { people: odd }));
    expect(answer.added).toBe(2);
    const ids = [...Object.values(accounts), ...Object.values(answer.accounts)];
    expect(new Set(ids).size).toBe(4);
    for (const account of ids)
      expect(await world.kernel.policy.standingOf(account)).toMatchObject({ role: "placeholder" });
  });

  test("gives replies, edits and reactions the ids of what they refer to", async () => {
    const { world, room, ada, add } = await importing();
    await using _ = world;
    await add([
      said("1", ada, "first"),
      { ...said("2", ada, "reply"), target: "1", threadRoot: "1" },
      { ...said("3", ada, "changed"), kind: "edit", target: "1" },
      { sourceId: "4", author: ada, atMs: AT_MS, kind: "reaction", target: "1", emoji: "👍" },
    ]);
    const [first, reply, edit, reaction] = await importedIn(world, room);
    const message = first?.row.message;
    expect(reply?.body).toMatchObject({ case: "message", value: { replyTo: message, threadRoot: message } });
    expect(edit?.body).toMatchObject({ case: "edit", value: { target: message, message: { text: "changed" } } });
    expect(reaction?.body).toMatchObject({ case: "reaction", value: { target: message, emoji: "👍" } });
  });

  test("refuses single records that lack something or whose author is not of the import, and takes the others", async () => {
    const { world, ada, add } = await importing();
    await using _ = world;
    const answer = valueOf(
      await add([
        said("1", ada, "first"),
        said("2", world.owner.account, "in the name of someone who is here"),
        { sourceId: "3", author: ada, atMs: AT_MS, kind: "reaction", emoji: "👍" },
      ]),
    );
    expect(answer.added).toBe(1);
    expect(answer.refused.map(({ sourceId }) => sourceId)).toEqual(["2", "3"]);
  });

  test("writes into no room but its own, and is nobody else's", async () => {
    const { world, rules, id, ada, add } = await importing();
    await using _ = world;
    const room = await world.room();
    expect(await add([said("1", ada, "x")], { room })).toMatchObject({ refusal: { code: "import-mismatch" } });
    const other = await world.grant(await world.person("administrator"), "import.run", { kind: "org" });
    expect(await rules.complete(other, id)).toMatchObject({ refusal: { code: "not-found" } });
    expect(await rules.start(other, SOURCE)).toMatchObject({ refusal: { code: "import-mismatch" } });
  });
});

describe("the members of an imported room", () => {
  test("are those the source lists, told once, in pages, and only people of the import", async () => {
    const { world, rules, grant, id, room, accounts, ada } = await importing();
    await using _ = world;
    const other = accounts["constructor"] ?? newId<AccountId>();
    const add = (list: readonly AccountId[]) => rules.addMembers(grant, id, { room, accounts: [...list] });
    expect(await add([ada, other, ada])).toMatchObject({ value: { added: 2 } });
    expect(await add([ada])).toMatchObject({ value: { added: 0 } });
    expect(await add([newId<AccountId>()])).toMatchObject({ refusal: { code: "import-mismatch" } });
    const reading = await world.grant(world.owner, "room.read", { kind: "room", room });
    const first = valueOf(await rules.notJoined(reading, { limit: 1 }));
    expect(first).toMatchObject({ total: 2, more: true });
    const rest = valueOf(
      await rules.notJoined(reading, { limit: 1, ...(first.accounts[0] && { after: first.accounts[0] }) }),
    );
    expect([...first.accounts, ...rest.accounts].toSorted()).toEqual([ada, other].toSorted());
    expect(rest.more).toBe(false);
    // It opens nothing: a placeholder has no role in the room.
    expect([...(await world.kernel.policy.rosterOf(room)).keys()]).toEqual([world.owner.account]);
  });
});
