/** One device in a simulated room: its machine, its line to the server, and whoever uses it. */
import type { HeldKey } from "@warbler/crypto/keychain";
import type { MlsProvider } from "@warbler/mls";
import type { AccountId, DeviceId, MessageId, RoomId } from "@warbler/protocol";
import { connectWith } from "../../connect.ts";
import { WarblerError } from "../../errors.ts";
import type { AlarmEvent } from "../../events.ts";
import { epochKey, type GroupEntry, groupEntryFromBytes, groupKey, messagesKey } from "../../groups/group-entry.ts";
import { groupFromParts } from "../../groups/group-parts.ts";
import type { RoomGroup } from "../../groups/mls-group.ts";
import { openedFromBytes, openedKey } from "../../groups/opened-entry.ts";
import type { Logger } from "../../platform/platform.ts";
import type { Room } from "../../rooms/room.ts";
import { password } from "../../session/auth.ts";
import type { StoreEntry } from "../../store/store.ts";
import { recordFromBytes } from "../../sync/room-record.ts";
import { recordKey } from "../../sync/room-window.ts";
import type { Warbler } from "../../warbler.ts";
import type { VirtualClock } from "../clock.ts";
import { type FakeIdentity, fakeIdentity } from "../fake-identity.ts";
import type { FakeServer } from "../fake-server.ts";
import type { FakePerson } from "../fake-state.ts";
import { Machine } from "../machine.ts";
import { type Faults, FaultyNetwork } from "../network.ts";
import type { SeededRandom } from "../seeded-random.ts";

export const PASSWORD = "correct horse battery";
const FAULTS: Faults = { lost: 0.03, repeated: 0.05, delayMs: 400, broken: 0.01 };
const KEY_PACKAGES = 2;

export interface ActorDeps {
  readonly server: FakeServer;
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  readonly provider: MlsProvider;
  /** Told what happens, for whoever looks into a seed. */
  readonly trace: (line: string) => void;
}

export class RoomActor {
  readonly person: FakePerson;
  readonly said = new Map<MessageId, string>();
  readonly alarms: AlarmEvent[] = [];
  readonly identity: FakeIdentity;
  readonly #deps: ActorDeps;
  readonly #name: string;
  readonly #network: FaultyNetwork;
  readonly #machine: Machine;
  #client: Warbler | undefined;
  #device: DeviceId | undefined;
  #copy: readonly StoreEntry[] | undefined;
  /** How often it lost what it held of its groups, and has to come in anew. */
  losses = 0;
  isRevoked = false;

  constructor(person: FakePerson, name: string, keys: Map<string, HeldKey>, deps: ActorDeps) {
    const { server, random, clock, provider } = deps;
    this.person = person;
    this.#name = name;
    this.#deps = deps;
    this.#network = new FaultyNetwork(FAULTS, random, clock);
    this.#network.heal();
    this.#machine = new Machine({ ...server.platform(this.#network), groupCryptography: async () => provider });
    this.identity = fakeIdentity(server, { keys, isLagging: true });
  }

  get account(): AccountId {
    return this.person.id;
  }
  get device(): DeviceId | undefined {
    return this.#device;
  }
  get client(): Warbler | undefined {
    return this.#client;
  }
  toString(): string {
    return this.#name;
  }

  worsen(): void {
    this.#network.fail(FAULTS);
  }

  heal(): void {
    this.#network.heal();
    this.#machine.failAfter(Number.POSITIVE_INFINITY, () => {});
  }

  async start(): Promise<void> {
    if (this.#client !== undefined || this.isRevoked) return;
    this.#trace("starts");
    const { server, clock } = this.#deps;
    // A device that lost its disk could not show that it is the one: here it comes back all the same.
    const auth =
      this.#device === undefined
        ? password(this.person.handle, PASSWORD, { name: "device" })
        : server.startSession(this.person, { id: this.#device });
    const { isUp, platform, store } = this.#machine.start();
    const logger: Logger = (event, fields) => this.#trace(`${event} ${JSON.stringify(fields ?? {})}`);
    const options = { platform, store, auth, logger, offline: true };
    const parts = { identity: async () => this.identity, keyPackages: KEY_PACKAGES };
    const started = connectWith(server.url, options, parts).catch((error: unknown) => {
      if (error instanceof WarblerError) return undefined;
      throw error;
    });
    // A machine that fails while it starts never comes to an end.
    const client = await clock.run(started, 60_000).catch(() => undefined);
    this.#client = isUp() ? client : undefined;
    this.#device ??= this.#client?.device;
    this.#client?.on("alarm", (alarm) => {
      this.alarms.push(alarm);
      this.#trace(`alarm ${alarm.kind}`);
    });
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#trace("stops");
    if (client === undefined) return;
    await this.#deps.clock.run(client.close(), 60_000).catch(() => {});
    this.#machine.fail();
  }

  /** Pulls the plug. */
  fail(): void {
    this.#machine.fail();
    this.#down();
  }

  /** Pulls the plug before the write that comes after so many more. */
  failAfter(writes: number): void {
    this.#machine.failAfter(writes, () => this.#down());
  }

  /** The disk is lost: whoever used it sets up a new device. The device that was stays on the list. */
  loseDisk(): DeviceId | undefined {
    const lost = this.#device;
    this.#machine.erase();
    this.#down();
    this.#device = undefined;
    this.#copy = undefined;
    return lost;
  }

  /** A part of what is kept of the room's group cannot be read any more. */
  async loseGroup(room: RoomId): Promise<void> {
    await this.#machine.lose(this.#deps.random.chance(0.5) ? epochKey(room) : messagesKey(room));
    this.#down();
    this.losses++;
  }

  async backUp(): Promise<void> {
    if (this.#device !== undefined) this.#copy = await this.#machine.copy();
  }

  /** The disk is as it was when it was backed up. */
  async restore(): Promise<void> {
    if (this.#copy === undefined) return;
    await this.#machine.restore(this.#copy);
    this.#down();
    this.losses++;
  }

  async roomIfIn(id: RoomId): Promise<Room | undefined> {
    const rooms = (await this.#client?.rooms()) ?? [];
    return rooms.find((room) => room.id === id);
  }

  async entry(room: RoomId): Promise<GroupEntry | undefined> {
    const bytes = await this.#machine.start().store.read(groupKey(room));
    return bytes && groupEntryFromBytes(bytes);
  }

  /** Where its disk still has something of what these records said. */
  async contentsHeldOf(room: RoomId, seqs: readonly number[]): Promise<readonly string[]> {
    const { store } = this.#machine.start();
    const found: string[] = [];
    for (const seq of seqs) {
      const bytes = await store.read(recordKey(room, seq));
      if (bytes !== undefined && recordFromBytes(room, bytes)?.erased === false) found.push(recordKey(room, seq));
      const opened = await store.read(openedKey(room, seq));
      if (opened !== undefined && openedFromBytes(opened)?.kind === "content") found.push(openedKey(room, seq));
    }
    return found;
  }

  /** The last state of the group that this device held, whether or not it keeps it. */
  stolenGroup(room: RoomId): RoomGroup | undefined {
    const [epochPart, messagePart] = [epochKey(room), messagesKey(room)].map((key) => this.#machine.lastWritten(key));
    if (epochPart === undefined || messagePart === undefined) return undefined;
    return groupFromParts(this.#deps.provider, { epochPart, messagePart });
  }

  #trace(what: string): void {
    this.#deps.trace(`${this.#name}: ${what}`);
  }

  #down(): void {
    this.#trace("down");
    const device = this.#device;
    this.#client = undefined;
    for (const socket of this.#deps.server.sockets()) if (socket.session?.device === device) socket.drop();
  }
}
