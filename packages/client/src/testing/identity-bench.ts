/** One person's devices without rooms and sockets: just identity and keys, each on a store that can be given again. */
import type { HeldKey } from "@warbler/crypto/keychain";
import { type AccountId, type DeviceId, idFromDigest, type MessageId, type RoomId } from "@warbler/protocol";
import { Errands } from "../errands.ts";
import { en, failIn, WarblerError } from "../errors.ts";
import type { Identities } from "../identity/identities.ts";
import { openIdentities } from "../identity/index.ts";
import { apiClient } from "../session/api-client.ts";
import { makeDeviceKey } from "../session/device-key.ts";
import { memoryStore } from "../store/memory-store.ts";
import type { Store } from "../store/store.ts";
import { FakeServer, type FakeServerOptions } from "./fake-server.ts";
import type { FakePerson } from "./fake-state.ts";

export interface IdentityBench {
  readonly server: FakeServer;
  readonly alice: FakePerson;
  /** A new device of Alice's, or one on a store and session that there were before. */
  device(options?: { readonly store?: Store; readonly session?: BenchSession }): Promise<BenchDevice>;
  stop(): Promise<void>;
}
export interface BenchSession {
  readonly token: string;
  readonly account: AccountId;
  readonly device: DeviceId;
}
export interface BenchDevice {
  readonly me: Identities;
  readonly store: Store;
  readonly session: BenchSession;
  readonly alarms: string[];
  stop(): Promise<void>;
}

export async function identityBench(options: FakeServerOptions = {}): Promise<IdentityBench> {
  const server = await FakeServer.create(options);
  const alice = server.addPerson({ handle: "alice", name: "Alice" });
  const running: BenchDevice[] = [];
  return {
    server,
    alice,
    async device({ store = memoryStore(), session: given } = {}) {
      const session = given ?? (await newSession(server, alice, store));
      const stop = new AbortController();
      const platform = server.platform();
      const fail = failIn(en);
      const errands = new Errands(() => {});
      const alarms: string[] = [];
      const api = apiClient({ origin: server.url, platform, fail, shown: { token: session.token }, stop: stop.signal });
      const me = await openIdentities({
        ...{ api, store, platform, fail, errands, account: session.account, device: session.device, stop: stop.signal },
        alarm: (kind, _where, detail) => alarms.push(`${kind}: ${detail}`),
        told: () => {},
        enterRooms: async () => {},
        publish: async () => {},
      });
      await me.start();
      const one = {
        ...{ me, store, session, alarms },
        async stop() {
          stop.abort();
          await errands.settled();
        },
      };
      running.push(one);
      return one;
    },
    async stop() {
      await Promise.all(running.splice(0).map((one) => one.stop()));
    },
  };
}

export async function newSession(server: FakeServer, person: FakePerson, store: Store): Promise<BenchSession> {
  const verifyingKey = Buffer.from(await makeDeviceKey(store)).toString("base64url");
  const { token, account, device } = server.startSession(person, { name: "device", verifyingKey });
  return { token, account, device };
}

export const random = (sizeBytes: number) => crypto.getRandomValues(new Uint8Array(sizeBytes));

/** Keys of messages that nobody wrote. */
export function someKeys(count: number, { alice }: Pick<IdentityBench, "alice">): readonly HeldKey[] {
  return Array.from({ length: count }, () => ({
    room: idFromDigest<RoomId>(random(16)),
    message: idFromDigest<MessageId>(random(16)),
    contentHash: random(32),
    author: alice.id,
    contentKey: random(32),
  }));
}

/** How many of the keys the device holds. */
export async function held({ me }: BenchDevice, keys: readonly HeldKey[]): Promise<number> {
  return (await me.view.keychain.find(keys.map(({ contentHash }) => contentHash))).size;
}

/** The code of a refusal; `none` where the work was done. */
export function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => "none",
    (error) => (error instanceof WarblerError ? error.code : error),
  );
}
