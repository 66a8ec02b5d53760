/** What the server takes of a batch of imported messages, however it is made. */
import { createHash } from "node:crypto";
import { LIMITS, newId, RECORD_KINDS } from "@warbler/protocol";
import { create, EndToEndSchema, fromBinary, HistoryBatchSchema, toBinary } from "@warbler/protocol/wire";
import { type GroupMember, groupMember, listedPerson, openWorld } from "@warbler/testkit";
import { afterAll, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const nowMs = world.clock.nowMs;

const someone = async (handle: string): Promise<GroupMember> => {
  const person = await listedPerson(world.raw, handle);
  await person.post();
  const member = groupMember(person.first, nowMs);
  await member.publish();
  return member;
};
const alice = await someone("alice");
const bob = await someone("bob");
const room = await alice.newRoom();
await alice.add(room, bob.account);
await bob.join(room);

const part = (fill: number) => new Uint8Array(300).fill(fill);
const hashOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();
const endToEnd = (value: { mls?: Uint8Array; content: Uint8Array; batch?: Uint8Array }) =>
  toBinary(EndToEndSchema, create(EndToEndSchema, value));
const importedRecord = (batch: Uint8Array, fill: number, message: string = newId()) => ({
  message,
  content: endToEnd({ content: part(fill), batch: hashOf(batch) }),
});
/** A batch as an honest client makes it, or with something else in its place. */
async function batchBy(
  member: GroupMember,
  change: {
    opening?: Uint8Array;
    records?: readonly { message: string; content: Uint8Array }[];
    message?: string;
  } = {},
) {
  const opening = change.opening ?? part(1);
  const { content } = (await member.saying(room, "the key", { contentPart: opening })).value;
  const records = change.records ?? [importedRecord(opening, 2), importedRecord(opening, 3)];
  return { message: change.message ?? newId(), content, records: [...records] };
}
const sent = async (member: GroupMember, batch: Awaited<ReturnType<typeof batchBy>>) =>
  member.call("importHistory", { room }, toBinary(HistoryBatchSchema, create(HistoryBatchSchema, batch)));

test("a batch is recorded in its order behind the record that opens it, and counts as unread by nobody", async () => {
  const before = (await bob.call("room", { room })).body;
  const batch = await batchBy(alice);
  expect(await sent(alice, batch)).toMatchObject({ status: 200, body: { added: 2, repeated: 0 } });
  const after = (await bob.call("room", { room })).body;
  expect(after).toMatchObject({ lastSeq: before.lastSeq + 3, unread: before.unread });
  // The same again, with an MLS part made anew, adds nothing.
  const again = await batchBy(alice, { message: batch.message, records: batch.records });
  expect(await sent(alice, again)).toMatchObject({ status: 200, body: { added: 0, repeated: 2 } });
  const more = await batchBy(alice, { opening: part(9), records: [importedRecord(part(9), 4)] });
  const known = {
    ...more,
    records: [...more.records, { ...importedRecord(part(9), 5), message: batch.records[0]?.message ?? "" }],
  };
  expect(await sent(alice, known)).toMatchObject({ status: 200, body: { added: 1, repeated: 1 } });
});

test("a plain member, a stranger and an epoch that is over are refused, and nothing of the batch is recorded", async () => {
  const lastSeq = async () => (await alice.call("room", { room })).body.lastSeq;
  const before = await lastSeq();
  expect(await sent(bob, await batchBy(bob))).toMatchObject({ status: 403, code: "forbidden" });
  const late = await batchBy(alice);
  await alice.commit(room);
  expect(await sent(alice, late)).toMatchObject({ status: 409, code: "stale-epoch" });
  expect(await lastSeq()).toBe(before + 1);
});

test("nothing more comes under the key of a batch whose epoch is over", async () => {
  const batch = await batchBy(alice);
  expect(await sent(alice, batch)).toMatchObject({ status: 200 });
  await alice.commit(room);
  const more = { ...batch, records: [...batch.records, importedRecord(part(1), 4)] };
  expect(await sent(alice, more)).toMatchObject({ status: 409, code: "stale-epoch" });
  expect(await sent(alice, batch)).toMatchObject({ status: 200, body: { added: 0, repeated: 2 } });
});

test("what is no batch, names another one, repeats an id or carries a key of its own is refused", async () => {
  const opening = part(1);
  const twice = importedRecord(opening, 2);
  const { content: withKey } = (await alice.saying(room, "x", { contentPart: part(2) })).value;
  const { mls } = fromBinary(EndToEndSchema, withKey);
  const wrong = [
    [importedRecord(part(7), 2)],
    [twice, twice],
    [{ message: "no id", content: twice.content }],
    [{ message: newId(), content: endToEnd({ mls, content: part(2), batch: hashOf(opening) }) }],
    [{ message: newId(), content: endToEnd({ content: new Uint8Array(10), batch: hashOf(opening) }) }],
    [{ message: newId(), content: part(3) }],
  ];
  for (const records of wrong)
    expect(await sent(alice, await batchBy(alice, { records })), JSON.stringify(records)).toMatchObject({
      status: 400,
    });
  const many = Array.from({ length: LIMITS.importBatchMessages + 1 }, () => importedRecord(opening, 2));
  expect(await sent(alice, await batchBy(alice, { records: many }))).toMatchObject({ code: "body-too-large" });
  const rubbish = await alice.call("importHistory", { room }, new Uint8Array([255, 1, 2]));
  expect(rubbish).toMatchObject({ status: 400 });
});

test("a message on the socket opens no batch and belongs to none", async () => {
  const socket = await alice.connect();
  const frame = await alice.saying(room, "x", { kind: RECORD_KINDS.import });
  expect(await socket.outcome(frame)).toBe("bad-request");
  const said = await alice.saying(room, "x");
  const parts = fromBinary(EndToEndSchema, said.value.content);
  const content = endToEnd({ mls: parts.mls, content: parts.content, batch: hashOf(part(1)) });
  expect(await socket.outcome({ ...said, value: { ...said.value, content } })).toBe("bad-request");
});
