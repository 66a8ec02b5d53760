import { readdir, readFile, truncate } from "node:fs/promises";
import { join } from "node:path";
import { monthOf } from "@warbler/crypto";
import { type AccountId, type MessageId, newId, RECORD_KINDS, type RoomId, type SearchedPart } from "@warbler/protocol";
import { ContentSchema, create, type MessageInitShape, toBinary } from "@warbler/protocol/wire";
import { describe, expect, test, vi } from "vitest";
import type { Erasure } from "../../kernel/erasure.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { appendAll } from "../../kernel/plan.ts";
import type { Caller } from "../../kernel/policy/policy.ts";
import { type Organisation, organisation } from "../../testing/organisation.ts";
import { conversationRules } from "../conversations/index.ts";
import { mentionsOf } from "../messages/index.ts";
import { searchRules } from "./search.ts";
import { decodeSegment, openSegment } from "./segment.ts";
import { segmentFolder } from "./segment-folder.ts";

const AT_MS = Date.UTC(2026, 10, 5);
type Body = NonNullable<MessageInitShape<typeof ContentSchema>["body"]>;
const said = (text: string): Body => ({ case: "message", value: { text } });
const edited = (target: string, text: string): Body => ({ case: "edit", value: { target, message: { text } } });
const recalled = (target: string): Body => ({ case: "recall", value: { target } });

const record = (room: RoomId, author: AccountId, body: Body, message = newId<MessageId>(), atMs = AT_MS) => ({
  room,
  message,
  author,
  device: null,
  kind: body.case === "message" ? RECORD_KINDS.message : body.case === "edit" ? RECORD_KINDS.edit : RECORD_KINDS.recall,
  atMs,
  imported: false,
  content: toBinary(ContentSchema, create(ContentSchema, { body })),
  ...((body.case === "edit" || body.case === "recall") && { revises: body.value.target as MessageId }),
});

const segmentsOf = (world: Organisation) => join(world.folder, "search");
/** Search as it is after a start: nothing in memory, segments on disk as they are. */
function searchIn(world: Organisation) {
  const rules = searchRules({
    ...world.kernel,
    segments: segmentFolder(segmentsOf(world)),
    conversations: conversationRules({ ...world.kernel, mentions: mentionsOf(world.kernel), seenBy: async () => [] }),
  });
  const answer = async (
    caller: Caller,
    query: string,
    input: { room?: RoomId; from?: AccountId; has?: SearchedPart; limit?: number } = {},
  ) => {
    const grant = await world.grant(caller, "search.own-rooms", { kind: "account", account: caller.account });
    return rules.search(grant, { query, limit: 20, ...input });
  };
  const texts = async (...asked: Parameters<typeof answer>) => {
    const found = await answer(...asked);
    if (!found.ok) throw new Error(found.refusal.code);
    return found.value.hits.map(({ text }) => text);
  };
  return { rules, answer, texts };
}

describe("search", () => {
  test("finds words in the rooms one is in, newest first, and says what it searched", async () => {
    await using world = await organisation();
    const room = await world.room();
    const other = await world.room();
    const member = await world.person("member", [room]);
    const { account } = world.owner;
    await world.write(
      appendAll([
        record(room, account, said("安全意识培训"), newId(), AT_MS),
        record(room, account, said("意识"), newId(), AT_MS + 1),
        record(other, account, said("意识 elsewhere"), newId(), AT_MS + 2),
      ]),
    );
    const { answer, texts } = searchIn(world);
    expect(await texts(member, "意识")).toEqual(["意识", "安全意识培训"]);
    expect(await texts(member, "识")).toHaveLength(2);
    expect(await texts(world.owner, "意识")).toHaveLength(3);
    expect(await answer(member, "意识")).toMatchObject({ value: { scope: { rooms: 1, messages: 2 } } });
    expect(await answer(member, "意识", { room: other })).toMatchObject({ refusal: { code: "not-found" } });
  });

  test("an edited message is found by its newest text only, a recalled one not at all", async () => {
    await using world = await organisation();
    const room = await world.room();
    const { account } = world.owner;
    const [first, second] = [newId<MessageId>(), newId<MessageId>()];
    await world.write(
      appendAll([
        record(room, account, said("alpha"), first),
        record(room, account, said("beta"), second),
        record(room, account, edited(first, "gamma")),
        record(room, account, recalled(second)),
      ]),
    );
    const { texts } = searchIn(world);
    expect(await texts(world.owner, "alpha")).toEqual([]);
    expect(await texts(world.owner, "gamma")).toEqual(["gamma"]);
    expect(await texts(world.owner, "beta")).toEqual([]);
  });

  test("finds only messages with a link, or only those with a file, where that is asked for", async () => {
    await using world = await organisation();
    const room = await world.room();
    const { account } = world.owner;
    const withFile: Body = { case: "message", value: { text: "plan as a file", attachments: [{ name: "plan.pdf" }] } };
    const bodies = [said("plan in words"), said("plan at https://example.org"), withFile];
    await world.write(appendAll(bodies.map((body) => record(room, account, body))));
    const { texts } = searchIn(world);
    expect(await texts(world.owner, "plan", { has: "link" })).toEqual(["plan at https://example.org"]);
    expect(await texts(world.owner, "plan", { has: "file" })).toEqual(["plan as a file"]);
  });

  test("looks beyond the newest candidates until it has what was asked for", async () => {
    await using world = await organisation();
    const room = await world.room();
    const { account } = world.owner;
    const apart = Array.from({ length: 300 }, () => record(room, account, said("识 and 意 apart")));
    await world.write(appendAll([record(room, account, said("意识 together")), ...apart]));
    const { answer, texts } = searchIn(world);
    expect(await texts(world.owner, "意识")).toEqual(["意识 together"]);
    const all = await answer(world.owner, "apart", { limit: 100 });
    expect(all).toMatchObject({ value: { more: true } });
    expect(all.ok && all.value.hits).toHaveLength(100);
  });

  test("words of an erased message or of an erased edit are not found, even while an index still knows them", async () => {
    await using world = await organisation();
    const room = await world.room();
    const { account } = world.owner;
    const message = newId<MessageId>();
    await world.write(
      appendAll([
        record(room, account, said("erasable")),
        record(room, account, said("first words"), message),
        record(room, account, edited(message, "regretted words")),
      ]),
    );
    const { texts } = searchIn(world);
    expect(await texts(world.owner, "erasable")).toEqual(["erasable"]);
    expect(await texts(world.owner, "regretted")).toEqual(["regretted words"]);
    const grant = await world.grant(world.owner, "records.erase", { kind: "org" });
    for (const seq of [1, 3]) await world.kernel.eraser.erase(grant, { what: "message", room, seq });
    expect(await texts(world.owner, "erasable")).toEqual([]);
    expect(await texts(world.owner, "regretted")).toEqual([]);
  });
});

describe("sealed segments", () => {
  const files = async (world: Organisation) =>
    (await readdir(segmentsOf(world), { recursive: true, withFileTypes: true })).flatMap((file) =>
      file.isFile() ? [join(file.parentPath, file.name)] : [],
    );
  /** A room of 600 messages over two months, of the owner and a member in turn, all in segments. */
  const large = async (world: Organisation) => {
    const room = await world.room();
    const member = await world.person("member", [room]);
    const all = Array.from({ length: 600 }, (_, at) =>
      record(
        room,
        at % 2 === 0 ? world.owner.account : member.account,
        said(at === 10 ? "needle 金丝雀" : `hay ${at} 稻草`),
        newId(),
        AT_MS + (at < 300 ? 0 : 30 * 24 * 3_600_000),
      ),
    );
    await world.write(appendAll(all));
    await searchIn(world).texts(world.owner, "needle");
    return { room, member, all };
  };
  const eraseIn = async (world: Organisation, erasure: Erasure) =>
    world.kernel.eraser.erase(await world.grant(world.owner, "records.erase", { kind: "org" }), erasure);

  test("are what a start finds: the record is not read again, and no word lies in clear", async () => {
    await using world = await organisation();
    await large(world);
    const names = await files(world);
    expect(names).toHaveLength(1);
    for (const name of names) {
      const bytes = await readFile(name);
      for (const word of ["needle", "hay", "金丝雀"]) expect(bytes.includes(word)).toBe(false);
    }
    const opening = vi.spyOn(world.kernel.vault, "openRecord");
    const fresh = searchIn(world);
    expect(await fresh.texts(world.owner, "金丝雀")).toEqual(["needle 金丝雀"]);
    expect(await fresh.texts(world.owner, "need")).toHaveLength(1);
    expect(new Set(opening.mock.calls.map(([row]) => row.seq))).toEqual(new Set([11]));
    opening.mockRestore();
    expect(await fresh.answer(world.owner, "hay")).toMatchObject({ value: { scope: { messages: 600 } } });
  });

  test("take up what was written since, and grow into one", async () => {
    await using world = await organisation();
    const { room } = await large(world);
    const { account } = world.owner;
    await world.write(appendAll([record(room, account, said("a late needle"))]));
    expect(await searchIn(world).texts(world.owner, "needle")).toHaveLength(2);
    await world.write(appendAll(Array.from({ length: 300 }, () => record(room, account, said("more hay")))));
    expect(await searchIn(world).texts(world.owner, "needle")).toHaveLength(2);
    expect(await files(world)).toHaveLength(1);
    expect(await searchIn(world).texts(world.owner, "needle")).toHaveLength(2);
  });

  test.each([
    ["a message", (room: RoomId) => ({ what: "message", room, seq: 11 }) as const, 599],
    ["a person", (_room: RoomId, account: AccountId) => ({ what: "person", account }) as const, 300],
    ["a month", (room: RoomId) => ({ what: "month", room, month: monthOf(AT_MS) }) as const, 300],
    ["a room", (room: RoomId) => ({ what: "room", room }) as const, 0],
  ])("do not open once %s in them was erased, and are made again without it", async (_what, erasure, left) => {
    await using world = await organisation();
    const { room } = await large(world);
    const [name = ""] = await files(world);
    const before = await readFile(name);
    await eraseIn(world, erasure(room, world.owner.account));
    const [, after, to] = /(\d+)-(\d+)\.segment$/.exec(name) ?? [];
    const segment = decodeSegment(room, { after: Number(after), to: Number(to) }, before);
    expect(segment && openSegment(world.kernel.vault, segment)).toBeUndefined();
    const { answer, texts } = searchIn(world);
    expect(await texts(world.owner, "needle")).toEqual([]);
    expect(await texts(world.owner, "稻草", { limit: 1 })).toHaveLength(left === 0 ? 0 : 1);
    expect(await answer(world.owner, "needle")).toMatchObject({ value: { scope: { messages: left } } });
    expect((await readFile(name)).equals(before)).toBe(false);
  });

  test("words gathered before an erasure are not sealed after it", async () => {
    await using world = await organisation();
    const room = await world.room();
    const { account } = world.owner;
    await world.write(appendAll(Array.from({ length: 200 }, () => record(room, account, said("erasable")))));
    const running = searchIn(world);
    expect(await running.texts(world.owner, "erasable", { limit: 1 })).toHaveLength(1);
    await eraseIn(world, { what: "message", room, seq: 5 });
    await world.write(appendAll(Array.from({ length: 200 }, () => record(room, account, said("kept")))));
    await running.texts(world.owner, "kept", { limit: 1 });
    expect(await readdir(segmentsOf(world)).catch(() => [])).toEqual([]);
    running.rules.forget();
    expect(await running.answer(world.owner, "kept")).toMatchObject({ value: { scope: { messages: 399 } } });
    expect(await files(world)).toHaveLength(1);
  });

  test("a torn file is made again", async () => {
    await using world = await organisation();
    await large(world);
    const [name = ""] = await files(world);
    await truncate(name, 100);
    expect(await searchIn(world).texts(world.owner, "needle")).toHaveLength(1);
    expect((await readFile(name)).length).toBeGreaterThan(100);
  });
});

test("a recalled message does not come up again when the recall, its month or who recalled it is erased", async () => {
  await using world = await organisation();
  const room = await world.room();
  const moderator = await world.person("member", [room]);
  const { account } = world.owner;
  const ids = [newId<MessageId>(), newId<MessageId>(), newId<MessageId>()];
  const DECEMBER_MS = AT_MS + 30 * 24 * 3_600_000;
  await world.write(
    appendAll([
      ...ids.map((id) => record(room, account, said("regretted"), id)),
      record(room, account, recalled(ids[0] ?? "")),
      record(room, account, recalled(ids[1] ?? ""), newId(), DECEMBER_MS),
      record(room, moderator.account, recalled(ids[2] ?? "")),
    ]),
  );
  const grant = await world.grant(world.owner, "records.erase", { kind: "org" });
  const erasures = [
    { what: "message", room, seq: 4 },
    { what: "month", room, month: monthOf(DECEMBER_MS) },
    { what: "person", account: moderator.account },
  ] as const;
  for (const erasure of erasures) {
    await world.kernel.eraser.erase(grant, erasure);
    expect(await searchIn(world).texts(world.owner, "regretted")).toEqual([]);
  }
  const rows = await world.kernel.reader.all<Parameters<typeof world.kernel.vault.openRecord>[0]>(
    'SELECT * FROM "records" WHERE "room" = ? ORDER BY "seq"',
    [room],
  );
  expect(rows.map((row) => world.kernel.vault.openRecord(row) === ERASED)).toEqual(Array(6).fill(true));
});
