/** Two people with devices in end-to-end rooms, against the fake server: where tests of such rooms begin. */
import { expect } from "vitest";
import { connectWith } from "../connect.ts";
import type { AlarmEvent } from "../events.ts";
import type { Room } from "../rooms/room.ts";
import { type DeviceChoice, password } from "../session/auth.ts";
import { memoryStore } from "../store/memory-store.ts";
import type { Store } from "../store/store.ts";
import type { Warbler } from "../warbler.ts";
import { type FakeIdentity, fakeIdentity } from "./fake-identity.ts";
import { FakeServer, type FakeServerOptions } from "./fake-server.ts";
import type { FakePerson } from "./fake-state.ts";

export const PASSWORD = "correct horse battery";
const open: Warbler[] = [];
/** For `afterEach`. */
export async function closeAll(): Promise<void> {
  await Promise.all(open.splice(0).map((client) => client.close()));
}

export interface Device {
  readonly client: Warbler;
  readonly identity: FakeIdentity;
  readonly store: Store;
  readonly alarms: AlarmEvent[];
}

export async function deviceOf(
  server: FakeServer,
  person: FakePerson,
  device: DeviceChoice = { name: "laptop" },
  store = memoryStore(),
): Promise<Device> {
  const identity = fakeIdentity(server);
  // Some have lost the key that would show that they are the device: they come back all the same.
  const auth = "id" in device ? server.startSession(person, device) : password(person.handle, PASSWORD, device);
  const client = await connectWith(
    server.url,
    { auth, store, platform: server.platform() },
    { identity: async () => identity },
  );
  open.push(client);
  const alarms: AlarmEvent[] = [];
  client.on("alarm", (alarm) => alarms.push(alarm));
  return { client, identity, store, alarms };
}

export async function people(options: FakeServerOptions = {}) {
  const server = await FakeServer.create(options);
  const alice = server.addPerson({ handle: "alice", name: "Alice", password: PASSWORD });
  const bob = server.addPerson({ handle: "bob", name: "Bob", password: PASSWORD });
  return { server, alice, bob };
}

export const waitFor = async (holds: () => boolean | Promise<boolean>) => {
  await expect.poll(holds, { interval: 5 }).toBe(true);
};

/** All that a store holds, so that another run can begin with it. */
export async function snapshotOf(store: Store) {
  return store.list({ prefix: "", limit: 100_000 });
}

export async function restored(entries: Awaited<ReturnType<typeof snapshotOf>>): Promise<Store> {
  const store = memoryStore();
  await store.write(entries);
  return store;
}

/** Alice's room with Bob in it, as both see it. */
export async function twoInARoom(options: FakeServerOptions = {}) {
  const made = await people(options);
  const a = await deviceOf(made.server, made.alice);
  const b = await deviceOf(made.server, made.bob);
  await waitFor(() => made.server.state.groups.keyPackages.size === 2);
  const room = await a.client.createRoom({ name: "ops", level: "e2ee", members: [made.bob.id] });
  await waitFor(async () => (await b.client.rooms()).some(({ name }) => name === "ops"));
  return { ...made, a, b, room, theirs: await b.client.room("ops") };
}
export const textsIn = async (room: Room) => (await room.history({ limit: 500 })).map(({ text }) => text);
export const shows = (room: Room, text: string) => waitFor(async () => (await textsIn(room)).includes(text));
