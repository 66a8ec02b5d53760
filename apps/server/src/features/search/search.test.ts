import { type AccountId, type MessageId, newId, RECORD_KINDS, type RoomId } from "@warbler/protocol";
import { ContentSchema, create, type MessageInitShape, toBinary } from "@warbler/protocol/wire";
import { describe, expect, test } from "vitest";
import { appendAll } from "../../kernel/plan.ts";
import type { Caller } from "../../kernel/policy/policy.ts";
import { type Organisation, organisation } from "../../testing/organisation.ts";
import { conversationRules } from "../conversations/index.ts";
import { mentionsOf } from "../messages/index.ts";
import { searchRules } from "./search.ts";

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
});

function searchIn(world: Organisation) {
  const rules = searchRules({
    ...world.kernel,
    conversations: conversationRules({ ...world.kernel, mentions: mentionsOf(world.kernel) }),
  });
  const answer = async (
    caller: Caller,
    query: string,
    input: { room?: RoomId; from?: AccountId; limit?: number } = {},
  ) => {
    const grant = await world.grant(caller, "search.own-rooms", { kind: "account", account: caller.account });
    return rules.search(grant, { query, limit: 20, ...input });
  };
  const texts = async (...asked: Parameters<typeof answer>) => {
    const found = await answer(...asked);
    if (!found.ok) throw new Error(found.refusal.code);
    return found.value.hits.map(({ text }) => text);
  };
  return { answer, texts };
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
