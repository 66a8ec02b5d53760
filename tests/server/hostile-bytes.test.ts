// Hostile bytes: whatever a client sends to a route that takes bytes, or into the socket, is answered or refused in words. A server
// that throws answers `internal`, or ends the connection without a word.
import { API, type ApiName, type Endpoint, newId, RECORD_KINDS } from "@warbler/protocol";
import {
  ClientFrameSchema,
  create,
  HistoryBatchSchema,
  KeychainEntrySchema,
  type MessageInitShape,
  toBinary,
} from "@warbler/protocol/wire";
import { bundleBytes, groupMember, listedPerson, openWorld, saying } from "@warbler/testkit";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw } = world;
const ABNORMAL = 1006;
const NO_HASH = new Uint8Array(32);

const person = await listedPerson(raw, "alice");
await person.post();
const alice = groupMember(person.first, world.clock.nowMs);
await alice.publish();
const other = await listedPerson(raw, "bob");
await other.post();
const bob = groupMember(other.first, world.clock.nowMs);
await bob.publish();
/** Which its only owner cannot leave. */
const room = await alice.newRoom();
await alice.add(room, bob.account);
/** In which nobody tries to commit. */
const talk = await alice.newRoom();
const sealed = String(newId());
await alice.call("createRoom", {}, { id: sealed, kind: "group", name: "sealed" } as never);

const keychainEntry = { index: 0, segment: 1, previousHash: NO_HASH, entry: new Uint8Array(300) };
const historyBatch = { message: String(newId()), content: new Uint8Array(400), records: [] };
/** What is right for a route, or nearly: that gets further than random bytes. */
const right: Partial<Record<ApiName, Uint8Array>> = {
  postIdentity: await person.sign({ devices: [person.listedOf(person.first)] }),
  storeKeyPackages: alice.uploadOf([await alice.newKeyPackage()], await alice.newKeyPackage({ isLastResort: true })),
  appendKeychain: toBinary(KeychainEntrySchema, create(KeychainEntrySchema, keychainEntry)),
  importHistory: toBinary(HistoryBatchSchema, create(HistoryBatchSchema, historyBatch)),
  resetGroup: await groupMember(person.first, world.clock.nowMs).firstBundle(room, { generation: 1 }),
  commitToGroup: bundleBytes((await alice.prepare(room)).bundle),
  leaveGroup: await alice.leaveProposals(room),
};

/** What is right with a few of its bytes changed; rarely cut off as well, or anything. */
function hostile(sample: Uint8Array) {
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 3 });
  const changed = changes.map((all) => {
    const bytes = new Uint8Array(sample);
    for (const [at, value] of all) if (bytes.length > 0) bytes[at % bytes.length] = value;
    return bytes;
  });
  const cut = fc.tuple(changed, fc.nat()).map(([bytes, at]) => bytes.subarray(0, at % (bytes.length + 1)));
  return fc.oneof(
    { weight: 4, arbitrary: changed },
    { weight: 1, arbitrary: cut },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  );
}

const takingBytes = Object.entries<Endpoint>(API).flatMap(([name, { bytes }]) =>
  bytes === "request" ? [name as ApiName] : [],
);

test.each(takingBytes)("%s takes any bytes or refuses them", async (name) => {
  await fc.assert(
    fc.asyncProperty(hostile(right[name] ?? new Uint8Array(100)), async (bytes) => {
      // So much is sent here that the server would have it wait.
      world.clock.pass(60_000);
      const { status, code } = await alice.call(name, { room, device: alice.device }, new Uint8Array(bytes));
      expect(status === 500 ? code : "answered").toBe("answered");
    }),
    { numRuns: 60 },
  );
});

test("the socket answers any bytes, or ends with a reason", async () => {
  const frame = (body: MessageInitShape<typeof ClientFrameSchema>["body"]) =>
    toBinary(ClientFrameSchema, create(ClientFrameSchema, { request: 7, body: body ?? { case: undefined } }));
  const frames = [
    saying(sealed, "hello"),
    await alice.saying(talk, "hello"),
    { case: "fetch", value: { room: talk, afterSeq: 0 } } as const,
    { case: "markRead", value: { room: sealed, seq: 1 } } as const,
    { case: "setTyping", value: { room: sealed, typing: true } } as const,
  ].map(frame);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...frames).chain(hostile), async (bytes) => {
      world.clock.pass(60_000);
      const socket = await alice.connect();
      socket.sendRaw(new Uint8Array(bytes));
      expect((await socket.ended())?.code).not.toBe(ABNORMAL);
      socket.drop();
    }),
    { numRuns: 60 },
  );
});

test("a room takes any content, or refuses it", async () => {
  const socket = await alice.connect();
  const said = await alice.saying(talk, "hello");
  const content = said.case === "send" ? (said.value.content ?? NO_HASH) : NO_HASH;
  await fc.assert(
    fc.asyncProperty(hostile(content), fc.constantFrom(...Object.values(RECORD_KINDS)), async (bytes, kind) => {
      world.clock.pass(60_000);
      for (const where of [talk, sealed]) {
        const value = { room: where, message: newId(), kind, content: new Uint8Array(bytes) };
        expect(await socket.outcome({ case: "send", value })).not.toBe("internal");
      }
    }),
    { numRuns: 60 },
  );
});
