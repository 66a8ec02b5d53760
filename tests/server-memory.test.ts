/** What a dump of the server's process gives away of end-to-end rooms. */
import { nodeProvider } from "@warbler/mls/node";
import { memoryStore, type Store } from "@warbler/sdk";
import { loadDeviceKey } from "@warbler/sdk/testing";
import { openWorld } from "@warbler/testkit";
import { afterAll, expect, test } from "vitest";
import { epochKey, messagesKey } from "../packages/client/src/groups/group-entry.ts";
import { groupFromParts } from "../packages/client/src/groups/group-parts.ts";
import { openedFromBytes, openedPrefix } from "../packages/client/src/groups/opened-entry.ts";

const world = await openWorld({ server: "apart" });
afterAll(() => world[Symbol.asyncDispose]());

type RoomId = Parameters<typeof epochKey>[0];

/** The keys of what was said in the room, of its group's epoch, and of the device itself. */
async function keysOf(store: Store, room: RoomId): Promise<readonly Uint8Array[]> {
  const opened = await store.list({ prefix: openedPrefix(room) });
  const contentKeys = opened.flatMap(({ value }) => {
    const entry = openedFromBytes(value);
    return entry?.kind === "content" ? [entry.contentKey] : [];
  });
  const [epochPart = NONE, messagePart = NONE] = await Promise.all(
    [epochKey(room), messagesKey(room)].map((key) => store.read(key)),
  );
  const secrets = groupFromParts(nodeProvider(1), { epochPart, messagePart })?.state.secrets;
  const signingKey = (await loadDeviceKey(store))?.signingKey;
  const { d = "" } = signingKey === undefined ? {} : await crypto.subtle.exportKey("jwk", signingKey);
  const { initSecret, exporterSecret, membershipKey, senderDataSecret } = secrets ?? {};
  return [
    ...contentKeys,
    ...[initSecret, exporterSecret, membershipKey, senderDataSecret].flatMap((secret) => secret ?? []),
    Buffer.from(d, "base64url"),
  ];
}
const NONE = new Uint8Array();

test("no name, no word and no key of an end-to-end room is in the server's memory", async ({ skip }) => {
  const kept = { ...memoryStore(), close: async () => {} };
  const [alice, bob] = [await world.join("alice", { store: () => kept }), await world.join("bob")];
  for (const { client } of [alice, bob]) await client.identity.setUp();
  const room = await world.room([alice, bob], { name: "玄鹤密议 gannet", topic: "about petrels", level: "e2ee" });
  await alice.says(room, "the shearwater lands at noon");
  await bob.hears(room, "the shearwater lands at noon");
  await bob.says(room, "明天演练");
  const heard = await alice.hears(room, "明天演练");
  await (await bob.first.room(room)).edit(heard.id, "后天集合").settled;
  await expect.poll(() => alice.first.texts(room)).toContain("后天集合");
  const keys = await keysOf(kept, room.id);
  expect(keys.length).toBeGreaterThan(7);
  const words = ["gannet", "玄鹤密议", "petrels", "shearwater", "演练", "集合"];
  const searched = await world.memoryHolding([...words, ...keys, world.folder]);
  if ("refusal" in searched) return skip(searched.refusal);
  // Its own settings are there, so this is its memory.
  expect(searched.found).toEqual([world.folder]);
});
