/** A message with files survives the end of the process while they are on their way up. */
import { type AttachmentId, type MessageId, newId, type RoomId } from "@warbler/protocol";
import { afterEach, expect, test } from "vitest";
import { memoryStore } from "../store/memory-store.ts";
import type { Store } from "../store/store.ts";
import { twoPeople } from "../testing/people.ts";
import type { Warbler } from "../warbler.ts";
import { keepMessage } from "./kept-files.ts";

const MIB = 1024 * 1024;
const open: Warbler[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close().catch(() => {})));
});

const noise = (size: number) => Uint8Array.from({ length: size }, (_, at) => at * 31 + (at >> 8));
const fileOf = (bytes: Uint8Array<ArrayBuffer>, name: string) =>
  new File([bytes], name, { type: "application/x-noise" });
const keysIn = async (store: Store) =>
  (await store.list({ prefix: "upload", limit: 1_000 })).map(({ key }) => key).filter((key) => /^upload/.test(key));

/** Alice's client, whose store takes `writes` more writes, and a way to start her again. */
async function machine() {
  const world = await twoPeople();
  const backing = memoryStore();
  const auth = world.server.signIn(world.alice);
  const start = async (writes = Number.POSITIVE_INFINITY) => {
    let left = Number.POSITIVE_INFINITY;
    const store: Store = {
      ...backing,
      close: async () => {},
      write: async (changes) => {
        if (left-- <= 0) throw new Error("the machine went off");
        await backing.write(changes);
      },
    };
    const client = await world.connectAs(world.alice, { store, auth });
    open.push(client);
    const room = await client.room("security");
    left = writes;
    return { client, room };
  };
  const bobs = await (await world.connectAs(world.bob)).room("security");
  return { ...world, backing, start, bobs };
}

async function read(room: Awaited<ReturnType<typeof machine>>["bobs"]) {
  const messages = [];
  for (const { id, text, attachments } of await room.history()) {
    const files = [];
    for (const attachment of attachments) {
      const parts: Uint8Array[] = [];
      await room.download(attachment, (part) => void parts.push(part));
      files.push({ name: attachment.name, bytes: new Uint8Array(Buffer.concat(parts)) });
    }
    messages.push({ id, text, files });
  }
  return messages;
}

test("files that were on their way up when the client ended go up with its next start, and the message once", async () => {
  const { server, start, bobs, backing } = await machine();
  const bytes = [noise(MIB + 7), noise(11)] as const;
  const first = await start();
  // Of the first file one part arrives; the line is gone then.
  let parts = 0;
  server.tamperAnswer = async (path, response) =>
    path.includes("/chunks/") && ++parts > 1 ? new Response(null, { status: 503 }) : response;
  const files = bytes.map((one, at) => fileOf(one, `${at}.bin`));
  const sending = first.room.send({ text: "two files", files });
  await expect.poll(() => parts).toBeGreaterThan(2);
  expect(first.client.outbox()).toMatchObject([{ id: sending.id, state: "uploading", text: "two files" }]);
  await first.client.close();
  await expect(sending.settled).rejects.toMatchObject({ code: "closed" });
  server.tamperAnswer = undefined;
  const second = await start();
  await expect.poll(async () => (await bobs.history()).length).toBe(1);
  const expected = {
    id: sending.id,
    text: "two files",
    files: bytes.map((one, at) => ({ name: `${at}.bin`, bytes: one })),
  };
  expect(await read(bobs)).toEqual([expected]);
  await expect.poll(() => keysIn(backing)).toEqual([]);
  expect(second.client.outbox()).toEqual([]);
});

test("a machine that goes off at any write sends the message once or not at all, and keeps nothing for good", async () => {
  for (let writes = 0; writes < 8; writes++) {
    const { start, bobs, backing } = await machine();
    const bytes = noise(MIB + 1);
    const first = await start(writes);
    const { id } = first.room.send({ text: "kept", files: [fileOf(bytes, "a.bin")] });
    await expect.poll(() => first.client.outbox().some(({ state }) => state === "uploading")).toBe(false);
    await first.client.close().catch(() => {});
    const isThere = async (prefix: string) => (await backing.list({ prefix, limit: 1 })).length > 0;
    const isKept = (await isThere("uploading/")) || (await isThere("outbox/"));
    const wasSent = (await bobs.history()).length > 0;
    const second = await start();
    await second.client.flushed();
    await expect.poll(() => second.client.outbox()).toEqual([]);
    await expect.poll(async () => (await bobs.history()).length).toBe(isKept || wasSent ? 1 : 0);
    for (const one of await read(bobs)) expect(one).toEqual({ id, text: "kept", files: [{ name: "a.bin", bytes }] });
    await expect.poll(async () => (await keysIn(backing)).filter((key) => key.startsWith("uploading/"))).toEqual([]);
  }
});

test("a message that is discarded while its files go up is gone, with what was kept of it", async () => {
  const { server, start, bobs, backing } = await machine();
  const { client, room } = await start();
  server.tamperAnswer = async (path, response) =>
    path.includes("/chunks/") ? new Response(null, { status: 503 }) : response;
  const sending = room.send({ text: "better not", files: [fileOf(noise(100), "a.bin")] });
  await expect.poll(async () => (await keysIn(backing)).length).toBe(2);
  await client.sending(sending.id)?.discard();
  await expect(sending.settled).rejects.toMatchObject({ code: "cancelled" });
  await expect.poll(() => keysIn(backing)).toEqual([]);
  expect([client.outbox(), await bobs.history()]).toEqual([[], []]);
});

test("files that would fill the device twice are not kept", async () => {
  const store = memoryStore();
  const size = 64 * MIB + 1;
  const ticket = { id: newId<AttachmentId>(), key: new Uint8Array(32) };
  const files = [{ name: "large", type: "", size, ticket }];
  const kept = { room: newId<RoomId>(), message: newId<MessageId>(), queuedAtMs: 0, content: new Uint8Array(), files };
  const source = { name: "large", type: "", size, slice: () => new Blob([]) };
  expect(await keepMessage(store, kept, [source])).toBe(false);
  expect(await keysIn(store)).toEqual([]);
});
