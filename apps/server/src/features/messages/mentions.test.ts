import { type AccountId, type MessageId, newId, RECORD_KINDS, type RoomId } from "@warbler/protocol";
import { ContentSchema, create, type MessageInitShape, toBinary } from "@warbler/protocol/wire";
import { describe, expect, test } from "vitest";
import type { Caller } from "../../kernel/policy/policy.ts";
import { type Organisation, organisation } from "../../testing/organisation.ts";
import { conversationRules } from "../conversations/index.ts";
import { mentionsOf } from "./mentions.ts";
import { messageRules } from "./messages.ts";

type Body = NonNullable<MessageInitShape<typeof ContentSchema>["body"]>;

async function roomOfThree(world: Organisation) {
  const room = await world.room();
  const [alice, bob] = [await world.person("member", [room]), await world.person("member", [room])];
  const rules = messageRules({
    ...world.kernel,
    stateOf: async () => ({ level: "sealed", successor: null }),
    endToEnd: { send: () => Promise.reject(new Error("no room here is end to end")) },
    canRecall: async () => true,
  });
  const send = async (by: Caller, body: Body) => {
    const kind = RECORD_KINDS[body.case as keyof typeof RECORD_KINDS];
    const bytes = toBinary(ContentSchema, create(ContentSchema, { body }));
    const message = newId<MessageId>();
    const grant = await world.grant(by, "message.send", { kind: "room", room });
    const sent = await rules.send(grant, { message, kind, bytes });
    if (!sent.ok) throw new Error(sent.refusal.code);
    return { message, seq: sent.value.records[0]?.seq ?? 0 };
  };
  const say = (by: Caller, value: { text?: string; mentions?: AccountId[]; mentionAll?: boolean; replyTo?: string }) =>
    send(by, { case: "message", value: { text: "hello", ...value } });
  return { room, alice, bob, send, say };
}
const unreadOf = async (world: Organisation, room: RoomId, { account }: Caller) => {
  // Made anew, as after a restart: nothing is known but what is stored.
  const conversations = conversationRules({
    ...world.kernel,
    mentions: mentionsOf(world.kernel),
    seenBy: async () => [],
  });
  const summary = await conversations.summaryOf(room, account);
  return [summary?.unread, summary?.unreadMentions];
};

describe("unread mentions", () => {
  test("count who is mentioned, everyone, and who is answered; never one's own, and after a restart the same", async () => {
    await using world = await organisation();
    const { room, alice, bob, say } = await roomOfThree(world);
    const first = await say(alice, {});
    await say(bob, { mentions: [alice.account] });
    await say(bob, { mentionAll: true });
    await say(bob, { replyTo: first.message });
    await say(alice, { mentions: [alice.account, bob.account] });
    expect(await unreadOf(world, room, alice)).toEqual([3, 3]);
    expect(await unreadOf(world, room, bob)).toEqual([2, 1]);
    expect(await unreadOf(world, room, world.owner)).toEqual([5, 1]);
  });

  test("are exact after the cursor moved, also to the middle", async () => {
    await using world = await organisation();
    const { room, alice, bob, say } = await roomOfThree(world);
    const mentions = [alice.account];
    await say(bob, { mentions });
    const second = await say(bob, {});
    await say(bob, { mentions });
    const conversations = conversationRules({
      ...world.kernel,
      mentions: mentionsOf(world.kernel),
      seenBy: async () => [],
    });
    const grant = await world.grant(alice, "cursor.move", { kind: "room", room });
    expect((await conversations.markRead(grant, second.seq)).ok).toBe(true);
    expect(await unreadOf(world, room, alice)).toEqual([1, 1]);
    expect((await conversations.markRead(grant, second.seq + 1)).ok).toBe(true);
    expect(await unreadOf(world, room, alice)).toEqual([0, 0]);
  });

  test("a recalled or an erased message addresses nobody any more", async () => {
    await using world = await organisation();
    const { room, alice, bob, say, send } = await roomOfThree(world);
    const mentions = [alice.account];
    const [recalled, erased] = [await say(bob, { mentions }), await say(bob, { mentions })];
    await say(bob, { mentions });
    const counter = mentionsOf(world.kernel);
    expect(await counter.unread(room, alice.account, 0)).toBe(3);
    await send(bob, { case: "recall", value: { target: recalled.message } });
    const grant = await world.grant(world.owner, "records.erase", { kind: "org" });
    await world.kernel.eraser.erase(grant, { what: "message", room, seq: erased.seq });
    expect(await counter.unread(room, alice.account, 0)).toBe(1);
    expect(await counter.unread(room, bob.account, 0)).toBe(0);
  });

  test("a message costs a row only when it addresses somebody, however many members there are", async () => {
    await using world = await organisation();
    const { room, alice, bob, say } = await roomOfThree(world);
    await say(bob, {});
    await say(bob, { mentionAll: true });
    await say(alice, { mentions: [bob.account, world.owner.account] });
    expect(await world.kernel.reader.all('SELECT "seq" FROM "addressed" WHERE "room" = ?', [room])).toEqual([
      { seq: 2 },
      { seq: 3 },
    ]);
  });
});
