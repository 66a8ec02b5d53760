/** The outbox keeps what is sent before its first try, in order, under one id, until the server has it. */
import { MESSAGE_ID_RANDOM_BYTES, messageIdAt } from "@warbler/protocol";
import { create, FailedSchema } from "@warbler/protocol/wire";
import { afterEach, expect, test } from "vitest";
import { memoryStore } from "../store/memory-store.ts";
import type { Store } from "../store/store.ts";
import { next, twoPeople } from "../testing/people.ts";
import type { Warbler } from "../warbler.ts";
import type { SendingState } from "./sending.ts";

const open: Warbler[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()));
});
const opened = async (client: Promise<Warbler>) => {
  open.push(await client);
  return client;
};

/** A store that tells what is written to it, and when. */
function watchedStore(store: Store, watch: (keys: readonly string[]) => void): Store {
  return {
    ...store,
    write: async (writes) => {
      watch(writes.map(({ key }) => key));
      await store.write(writes);
    },
  };
}

test("a message is in the store before the server hears of it, and leaves it after the ack", async () => {
  const { server, alice, room, connectAs } = await twoPeople();
  const log: string[] = [];
  const store = watchedStore(memoryStore(), (keys) =>
    log.push(...keys.filter((key) => key.startsWith("outbox/")).map(() => "store")),
  );
  const client = await opened(connectAs(alice, { store }));
  const append = server.state.append.bind(server.state);
  server.state.append = (...given) => {
    log.push("server");
    return append(...given);
  };
  const sending = (await client.room(room.id)).send("kept first");
  sending.on("state", (state) => log.push(state));
  await sending.settled;
  await Promise.resolve();
  expect(log).toEqual(["store", "server", "store", "sent"]);
});

test("a message of an earlier run goes out under its id, once, even when the ack was lost", async () => {
  const { server, alice, room, connectAs } = await twoPeople();
  const store = memoryStore();
  const auth = server.signIn(alice);
  const first = await connectAs(alice, { store, auth });
  // The server takes it, and the client never hears.
  server.tamper = (frame) => (frame.body.case === "sent" ? undefined : frame);
  const { id } = (await first.room(room.id)).send("said once");
  await expect.poll(() => room.records.at(-1)?.message).toBe(id);
  await first.close();
  server.tamper = undefined;

  const second = await opened(connectAs(alice, { store, auth }));
  await second.flushed();
  expect(room.records.filter(({ message }) => message === id)).toHaveLength(1);
  expect(second.outbox()).toEqual([]);
});

test("a message that was shown before it is sent goes out under the id it was shown with", async () => {
  const { alice, room, connectAs } = await twoPeople();
  const client = await opened(connectAs(alice));
  const id = messageIdAt(1_000, new Uint8Array(MESSAGE_ID_RANDOM_BYTES).fill(7));
  const sending = (await client.room(room.id)).send({ id, text: "shown already" });
  expect(sending.id).toBe(id);
  await sending.settled;
  expect(room.records.at(-1)?.message).toBe(id);
});

test("messages of one room keep the order of the calls; another room does not wait", async () => {
  const { server, alice, room, connectAs } = await twoPeople();
  const other = server.addRoom({ name: "other", owner: alice.id });
  const client = await opened(connectAs(alice));
  const held = await client.room(room.id);
  server.tamper = (frame) => (frame.body.case === "sent" && frame.body.value.room === room.id ? undefined : frame);
  const blocked = held.send("first");
  const elsewhere = await (await client.room(other.id)).send("elsewhere").settled;
  expect(elsewhere.seq).toBe(2);
  server.tamper = undefined;
  server.dropAll();
  client.retryNow();
  const rest = [held.send("second"), held.send("third")];
  await Promise.all([blocked, ...rest].map(({ settled }) => settled));
  expect((await held.history()).map(({ text }) => text)).toEqual(["first", "second", "third"]);
});

test("a refusal that may pass is tried again; one that may not fails, survives a restart, and can be retried", async () => {
  const { server, alice, room, connectAs } = await twoPeople();
  const store = memoryStore();
  const auth = server.signIn(alice);
  const client = await connectAs(alice, { store, auth });
  let refusals = 0;
  server.tamper = (frame) => {
    if (frame.body.case !== "failed" || frame.body.value.code !== "not-author") return frame;
    refusals++;
    return refusals > 1
      ? frame
      : { ...frame, body: { case: "failed", value: { ...frame.body.value, code: "overloaded", retryAfterMs: 1 } } };
  };
  const said = server.say(room, [...room.roster.keys()][1] ?? auth.account, "not mine");
  const held = await client.room(room.id);
  const [message] = (await held.history()).filter(({ seq }) => seq === said.seq);
  if (message === undefined) throw new Error("expected the message");
  const states: SendingState[] = [];
  const edit = held.edit(message.id, "forged");
  edit.on("state", (state) => states.push(state));
  await expect(edit.settled).rejects.toMatchObject({ code: "not-author", retryable: false });
  expect(refusals).toBe(2);
  expect(states).toEqual(["failed"]);
  await client.close();

  const again = await opened(connectAs(alice, { store, auth }));
  const [pending] = again.outbox();
  expect(pending).toMatchObject({ kind: "edit", state: "failed", code: "not-author", text: "forged" });
  const sending = pending && again.sending(pending.id);
  if (sending === undefined) throw new Error("expected a sending");
  server.state.checkContent = () => {};
  const sent = next(
    (listener: (state: SendingState) => void) => sending.on("state", listener),
    (state) => state === "sent",
  );
  await sending.retry();
  expect(await sent).toBe("sent");
  expect(again.outbox()).toEqual([]);
});

test("a message that is taken back on its way and then refused does not come back", async () => {
  const { server, alice, room, connectAs } = await twoPeople();
  const store = memoryStore();
  const client = await opened(connectAs(alice, { store }));
  const held = await client.room(room.id);
  const refused = Promise.withResolvers<void>();
  server.tamper = (frame) => {
    if (frame.body.case !== "sent") return frame;
    refused.resolve(sending.discard());
    const value = create(FailedSchema, { code: "forbidden", detail: "", retryAfterMs: 0 });
    return { ...frame, body: { case: "failed", value } };
  };
  const sending = held.send("never mind");
  await expect(sending.settled).rejects.toMatchObject({ code: "cancelled" });
  await refused.promise;
  server.tamper = undefined;
  await held.send("what counts").settled;
  expect(client.outbox()).toEqual([]);
  expect(await store.list({ prefix: "outbox/" })).toEqual([]);
});

test("a message that comes just as the outbox runs empty is sent as well", async () => {
  const { alice, room, connectAs } = await twoPeople();
  const held = await (await opened(connectAs(alice))).room(room.id);
  // At every step of the promises that end a run.
  for (let steps = 0; steps < 12; steps++) {
    await held.send("the last one").settled;
    for (let step = 0; step < steps; step++) await Promise.resolve();
    await held.send("one more").settled;
  }
  expect(room.records).toHaveLength(1 + 24);
});

test("what is written while the client closes is kept for the next run, and nobody waits for it in vain", async () => {
  const { server, alice, room, connectAs } = await twoPeople();
  const store = { ...memoryStore(), close: async () => {} };
  const auth = server.signIn(alice);
  const first = await connectAs(alice, { store, auth });
  const mine = await first.room(room.id);
  await first.close();
  const late = mine.send("too late for this run");
  await expect(late.settled).rejects.toMatchObject({ code: "closed" });
  await opened(connectAs(alice, { store, auth }));
  await expect.poll(() => room.records.at(-1)?.message).toBe(late.id);
});
