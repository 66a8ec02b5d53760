/** Devices that lose keys of a group, or never get as far as having them. */
import { create, ServerFrameSchema } from "@warbler/protocol/wire";
import { afterEach, expect, test } from "vitest";
import {
  closeAll,
  type Device,
  deviceOf,
  restored,
  shows,
  snapshotOf,
  twoInARoom,
  waitFor,
} from "../testing/end-to-end-people.ts";
import type { FakeServer } from "../testing/fake-server.ts";
import type { FakePerson } from "../testing/fake-state.ts";
import { epochKey, messagesKey } from "./group-entry.ts";

afterEach(closeAll);

/** The device again, as after a restart, with one of its stored values gone. */
async function damaged(server: FakeServer, person: FakePerson, { client, store }: Device, key: string) {
  const entries = await snapshotOf(store);
  await client.close();
  const left = await restored(entries.filter((entry) => entry.key !== key));
  return deviceOf(server, person, { id: client.device }, left);
}

test.each([epochKey, messagesKey])(
  "a device that cannot read its stored keys any more comes in anew",
  async (keyOf) => {
    const { server, bob, room, a, b } = await twoInARoom();
    const again = await damaged(server, bob, b, keyOf(room.id));
    const theirs = await again.client.room(room.id);
    await theirs.send("from bob").settled;
    await room.send("from alice").settled;
    await shows(theirs, "from alice");
    await shows(room, "from bob");
    expect(server.state.groups.returned.get(`${room.id} ${b.client.device}`)).toBe(1);
    expect([...a.alarms, ...again.alarms]).toEqual([]);
  },
);

test("a name that oneself has given is not taken for a stranger's while the keys are lost", async () => {
  const { server, alice, room, a } = await twoInARoom();
  server.tamper = (frame) => (frame.body.case === "records" ? undefined : frame);
  void room.describe({ name: "ops, renamed" }).catch(() => {});
  await waitFor(() => server.state.rooms.get(room.id)?.records.filter(({ kind }) => kind === 9).length === 2);
  server.tamper = undefined;
  const again = await damaged(server, alice, a, epochKey(room.id));
  await (await again.client.room(room.id)).send("back").settled;
  expect(again.alarms).toEqual([]);
});

test("a commit that the server has taken gives way to no other one while its record does not come", async () => {
  const { server, bob, room, theirs, a, b } = await twoInARoom();
  // Its line breaks whenever it asks for the record.
  let tries = 0;
  server.tamperAnswer = async (path, response) => {
    if (path.endsWith("/commits")) tries++;
    return response;
  };
  server.tamper = (frame) => {
    if (frame.body.case !== "records" || tries > 2) return frame;
    if (frame.request > 0) server.dropAll();
    return undefined;
  };
  await room.grantRole(bob.id, "moderator");
  await waitFor(() => theirs.myRole === "moderator");
  expect(server.state.groups.returned.size).toBe(0);
  expect([...a.alarms, ...b.alarms]).toEqual([]);
});

test("a device on its way in reaches back to its own commit, whatever it heard of the room first", async () => {
  const { server, bob, room } = await twoInARoom();
  const isIn = () => server.state.groups.groupOf(room.id).roster.length === 3;
  // Neither the push of its commit nor asking for it brings the record.
  let failures = 0;
  server.tamper = (frame) => {
    if (failures === 2 || frame.body.case !== "records" || frame.request === 0 || !isIn()) return frame;
    failures++;
    const body = { case: "failed", value: { code: "overloaded", detail: "" } } as const;
    return create(ServerFrameSchema, { request: frame.request, body });
  };
  const phone = await deviceOf(server, bob, { name: "phone" });
  await waitFor(() => failures === 2);
  await room.send("two").settled;
  await shows(await phone.client.room(room.id), "two");
  expect(phone.alarms).toEqual([]);
});

test("a device that was set back to an old copy comes in anew, and encrypts nothing before it knows", async () => {
  const { server, alice, room, theirs, a, b } = await twoInARoom();
  const old = await snapshotOf(a.store);
  await room.send("sent since the copy").settled;
  await shows(theirs, "sent since the copy");
  await a.client.close();
  const again = await deviceOf(server, alice, { id: a.client.device }, await restored(old));
  await (await again.client.room(room.id)).send("after it").settled;
  await shows(theirs, "after it");
  expect(server.state.groups.returned.get(`${room.id} ${a.client.device}`)).toBe(1);
  expect([...again.alarms, ...b.alarms]).toEqual([]);
});
