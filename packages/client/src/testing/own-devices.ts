/** People whose devices have keys of their own, on the fake server: where tests of identities begin. */
import { type ConnectOptions, connect } from "../connect.ts";
import { password } from "../session/auth.ts";
import { memoryStore } from "../store/memory-store.ts";
import type { Store } from "../store/store.ts";
import type { Warbler } from "../warbler.ts";
import { FakeServer, type FakeServerOptions } from "./fake-server.ts";
import type { FakePerson } from "./fake-state.ts";

export interface OwnDevices extends AsyncDisposable {
  readonly server: FakeServer;
  readonly alice: FakePerson;
  readonly bob: FakePerson;
  /** Signs in on a new device, and resolves when its identity was looked after. */
  device(person: FakePerson, name: string, options?: Partial<ConnectOptions>): Promise<Warbler>;
  /** The same store again, as after a restart. */
  storeOf(client: Warbler): Store;
}

export async function ownDevices(options: FakeServerOptions = {}): Promise<OwnDevices> {
  const server = await FakeServer.create(options);
  const alice = server.addPerson({ handle: "alice", name: "Alice", role: "owner" });
  const bob = server.addPerson({ handle: "bob", name: "Bob" });
  const stores = new Map<Warbler, Store>();
  return {
    server,
    alice,
    bob,
    async device(person, name, more = {}) {
      const store = more.store ?? keptStore();
      const auth = password(person.handle, person.password, { name });
      const client = await connect(server.url, { auth, platform: server.platform(), ...more, store });
      stores.set(client, store);
      await client.identity.setUp();
      return client;
    },
    storeOf(client) {
      const store = stores.get(client);
      if (store === undefined) throw new Error("expected a client of these devices");
      return store;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...stores.keys()].map((client) => client.close()));
    },
  };
}

/** A store that outlives the client that closes it. */
export function keptStore(): Store {
  return { ...memoryStore(), close: () => Promise.resolve() };
}
