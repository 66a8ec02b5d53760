/** Members check the log: proofs from a message to the signature, and a pinned checkpoint that nothing may contradict. */
import { afterEach, expect, test } from "vitest";
import type { AlarmEvent } from "../events.ts";
import { memoryStore } from "../store/memory-store.ts";
import { FakeLog } from "../testing/fake-log.ts";
import { next, twoPeople } from "../testing/people.ts";
import type { Warbler } from "../warbler.ts";
import { verifyProofOffline } from "./verify-offline.ts";

const open: Warbler[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()));
});
const opened = async (client: Promise<Warbler>) => {
  open.push(await client);
  return client;
};

async function proven() {
  const world = await twoPeople();
  const client = await opened(world.connectAs(world.alice));
  const held = await client.room(world.room.id);
  const { id, log } = await held.send("to be proven").settled;
  for (let at = 0; at < 300; at++) world.server.say(world.room, world.bob.id, `${at}`);
  return { ...world, client, held, id, log, proof: await held.prove(id) };
}

test("a message is proven from its bytes to the log's signature, and again offline", async () => {
  const { server, proof, log } = await proven();
  expect(proof).toMatchObject({ ok: true, text: "to be proven", treeSize: 302, ...log });
  const offline = await verifyProofOffline(JSON.stringify(proof.export()), server.state.log.verifierKey);
  expect(offline).toMatchObject({ ok: true, text: "to be proven", leaf: log.leaf });
});

test("every changed field of a proof is refused, each at its own step", async () => {
  const { server, proof } = await proven();
  const key = server.state.log.verifierKey;
  const file = proof.export();
  const otherHash = "A".repeat(43);
  const reasonOf = async (change: object) => (await verifyProofOffline({ ...file, ...change }, key)).reason;
  expect(await reasonOf({})).toBeUndefined();
  expect(await reasonOf({ content: `${file.content}AAAA` })).toBe("commitment");
  expect(await reasonOf({ record: { ...file.record, atMs: file.record.atMs + 1 } })).toBe("commitment");
  expect(await reasonOf({ salt: otherHash })).toBe("commitment");
  expect(await reasonOf({ previousCommitment: otherHash })).toBe("commitment");
  expect(await reasonOf({ position: 1 })).toBe("batch");
  expect(await reasonOf({ subtreePath: [otherHash] })).toBe("batch");
  expect(await reasonOf({ leafEntry: "AAAA" })).toBe("batch");
  expect(await reasonOf({ leaf: file.leaf + 1 })).toBe("log");
  expect(await reasonOf({ inclusionPath: file.inclusionPath.slice(1) })).toBe("log");
  expect(await reasonOf({ checkpoint: file.checkpoint.replace("302", "303") })).toBe("signature");
  expect(await reasonOf({ format: "warbler-message-proof/2" })).toBe("malformed");
  expect(await reasonOf({ inclusionPath: Array.from({ length: 65 }, () => otherHash) })).toBe("malformed");
  expect((await verifyProofOffline(file, (await FakeLog.create()).verifierKey)).reason).toBe("signature");
  expect((await verifyProofOffline("not json", key)).reason).toBe("malformed");
  expect((await verifyProofOffline(file, "not a key")).reason).toBe("malformed");
});

test("an erased message can no longer be proven, and says why", async () => {
  const { server, room, held, id, client } = await proven();
  const seq = room.records.find(({ message }) => message === id)?.seq ?? 0;
  const changed = next((listener: (erased: boolean) => void) => held.on("change", ({ erased }) => listener(erased)));
  server.erase(room, seq);
  await changed;
  expect(await (await client.room(room.id)).prove(id)).toMatchObject({ ok: false, reason: "erased" });
});

test("a checkpoint is pinned and moves on only to trees that extend it", async () => {
  const { server, bob, room, client } = await proven();
  const first = await client.audit.checkpoint();
  expect(first).toMatchObject({ size: 302, origin: server.state.log.origin });
  for (let at = 0; at < 20; at++) server.say(room, bob.id, `more ${at}`);
  expect((await client.audit.checkpoint()).size).toBe(322);
  expect(await client.audit.pinned()).toMatchObject({ size: 322 });
});

test.each(["rolled back", "forked at the same size", "forked and larger", "signed by another key"] as const)(
  "a log that is %s raises an alarm and moves no pin",
  async (how) => {
    const { server, client } = await proven();
    await client.audit.checkpoint();
    const alarm = next((listener: (alarm: AlarmEvent) => void) => client.on("alarm", listener));
    const { log } = server.state;
    const forged =
      how === "signed by another key" ? await FakeLog.create() : log.fork(how === "rolled back" ? 200 : 300);
    const extra = how === "forked at the same size" ? 2 : how === "forked and larger" ? 50 : 0;
    for (let at = 0; at < extra; at++) forged.append("batch", 1, [new Uint8Array(32).fill(at)]);
    server.tamperAnswer = async (path, response) => {
      if (path === "/audit/checkpoint") return new Response(await forged.checkpoint());
      if (path === "/audit/key") return Response.json({ origin: forged.origin, verifierKey: forged.verifierKey });
      if (!path.startsWith("/audit/tile/")) return response;
      const tile = forged.readTile(path.slice("/audit/".length));
      return tile === undefined ? new Response(null, { status: 404 }) : new Response(new Uint8Array(tile));
    };
    if (how === "signed by another key") {
      await expect(client.audit.key()).rejects.toMatchObject({ code: "fork" });
      await expect(client.audit.checkpoint()).rejects.toMatchObject({ code: "unproven-log" });
    } else await expect(client.audit.checkpoint()).rejects.toMatchObject({ code: "fork", retryable: false });
    expect((await alarm).kind).toBe("log-fork");
    expect(await client.audit.pinned()).toMatchObject({ size: 302 });
  },
);

test("a proof in another history than the pinned one is refused as a fork", async () => {
  const { server, held, id, client, log } = await proven();
  await client.audit.checkpoint();
  const forged = server.state.log.fork(300);
  for (let at = 0; at < 9; at++) forged.append("batch", 1, [new Uint8Array(32).fill(at)]);
  const proof = await forged.proof(log.leaf, log.position);
  server.tamperAnswer = async (path, response) => (path.includes("/proofs/") ? Response.json(proof) : response);
  expect(await held.prove(id)).toMatchObject({ ok: false, reason: "fork" });
});

test("the pin survives a restart of the client", async () => {
  const { server, alice, bob, room, connectAs } = await twoPeople();
  const store = memoryStore();
  const auth = server.signIn(alice);
  const first = await connectAs(alice, { auth, store });
  const pinned = await first.audit.checkpoint();
  await first.close();
  server.say(room, bob.id, "later");
  const again = await opened(connectAs(alice, { auth, store }));
  expect(await again.audit.pinned()).toEqual(pinned);
  expect((await again.audit.checkpoint()).size).toBe(pinned.size + 1);
});
