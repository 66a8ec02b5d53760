/** Two people in a room, each with a client: where most tests begin. */
import { type ConnectOptions, connect } from "../connect.ts";
import type { Warbler } from "../warbler.ts";
import { FakeServer } from "./fake-server.ts";
import type { FakePerson, FakeRoom } from "./fake-state.ts";

export interface TwoPeople {
  readonly server: FakeServer;
  readonly alice: FakePerson;
  readonly bob: FakePerson;
  /** Alice owns it. */
  readonly room: FakeRoom;
  /** A new client of this person, on a new device unless `auth` is given. */
  connectAs(person: FakePerson, options?: Partial<ConnectOptions>): Promise<Warbler>;
}

export async function twoPeople(): Promise<TwoPeople> {
  const server = await FakeServer.create();
  const alice = server.addPerson({ handle: "alice", name: "Alice", role: "owner" });
  const bob = server.addPerson({ handle: "bob", name: "Bob" });
  const room = server.addRoom({ name: "security", owner: alice.id, members: [bob.id] });
  const connectAs = (person: FakePerson, options: Partial<ConnectOptions> = {}) =>
    connect(server.url, { auth: server.signIn(person), platform: server.platform(), ...options });
  return { server, alice, bob, room, connectAs };
}

/** Resolves with the first value of `listen` that fits. */
export function next<T>(
  listen: (listener: (value: T) => void) => () => void,
  fits: (value: T) => boolean = () => true,
): Promise<T> {
  return new Promise((resolve) => {
    const off = listen((value) => {
      if (!fits(value)) return;
      off();
      resolve(value);
    });
  });
}
