/** One end-to-end room, a few people with a few devices each, and everything that can go wrong between them. */
import type { MlsProvider } from "@warbler/mls";
import type { DeviceId, MessageId } from "@warbler/protocol";
import { connectWith } from "../connect.ts";
import { WarblerError } from "../errors.ts";
import type { AlarmEvent } from "../events.ts";
import { groupEntryFromBytes, groupKey } from "../groups/group-entry.ts";
import type { Room } from "../rooms/room.ts";
import { password } from "../session/auth.ts";
import type { Warbler } from "../warbler.ts";
import { VirtualClock } from "./clock.ts";
import { type FakeIdentity, fakeIdentity } from "./fake-identity.ts";
import { FakeServer } from "./fake-server.ts";
import type { FakePerson, FakeRoom } from "./fake-state.ts";
import { Machine } from "./machine.ts";
import { FaultyNetwork } from "./network.ts";
import { settledCrypto } from "./ordered-crypto.ts";
import { type SeededRandom, seededRandom } from "./seeded-random.ts";

const FAULTS = { lost: 0.03, repeated: 0.05, delayMs: 400, broken: 0.01 };
const PASSWORD = "correct horse battery";

interface Actor {
  readonly person: FakePerson;
  readonly network: FaultyNetwork;
  readonly machine: Machine;
  readonly identity: FakeIdentity;
  readonly said: Map<MessageId, string>;
  readonly alarms: AlarmEvent[];
  device: DeviceId | undefined;
  client: Warbler | undefined;
  isRevoked: boolean;
}

export class RoomWorld {
  readonly #clock: VirtualClock;
  readonly #random: SeededRandom;
  readonly #server: FakeServer;
  readonly #provider: MlsProvider;
  readonly #actors: Actor[] = [];
  #room: FakeRoom | undefined;
  #said = 0;

  static async of(
    seed: number,
    provider: (randomBytes: (count: number) => Uint8Array) => MlsProvider,
  ): Promise<RoomWorld> {
    const clock = new VirtualClock(undefined, settledCrypto);
    const random = seededRandom(seed);
    const randomBytes = (count: number) => random.bytes(count);
    const server = await FakeServer.create({ clock, randomBytes });
    const world = new RoomWorld(server, clock, random, provider(randomBytes));
    await world.#begin();
    return world;
  }

  private constructor(server: FakeServer, clock: VirtualClock, random: SeededRandom, provider: MlsProvider) {
    this.#server = server;
    this.#clock = clock;
    this.#random = random;
    this.#provider = provider;
  }

  /** One thing happens: somebody says or changes something, a machine fails, time passes. */
  async step(): Promise<void> {
    const actor = this.#actors[this.#random.below(this.#actors.length)];
    if (actor === undefined || actor.isRevoked) return;
    await this.#start(actor);
    const dice = this.#random.fraction();
    if (dice < 0.4) await this.#say(actor);
    else if (dice < 0.6) this.#change(actor);
    else if (dice < 0.68) this.#fail(actor);
    else if (dice < 0.76) actor.machine.failAfter(this.#random.below(6), () => this.#down(actor));
    else if (dice < 0.8) await this.#stop(actor);
    else if (dice < 0.84) this.#server.dropAll();
    else await this.#clock.advance(this.#random.below(4_000));
  }

  /** The network heals, everyone starts, and time enough passes for all that was begun. */
  async quiet(): Promise<void> {
    for (const actor of this.#actors) {
      actor.network.heal();
      actor.machine.failAfter(Number.POSITIVE_INFINITY, () => {});
    }
    for (let round = 0; round < 3; round++) {
      for (const actor of this.#members()) await this.#start(actor);
      this.#server.dropAll();
      await this.#clock.advance(120_000);
    }
    for (const actor of this.#members()) {
      const flushed = actor.client?.flushed() ?? Promise.resolve();
      await this.#clock.run(flushed).catch(() => {
        throw new Error(`${this.#nameOf(actor)} still has ${JSON.stringify(actor.client?.outbox())}`);
      });
    }
    await this.#clock.advance(60_000);
  }

  alarms(): readonly string[] {
    return this.#actors.flatMap(({ person, alarms }) =>
      alarms.map(({ kind, detail }) => `${person.handle}: ${kind} ${detail}`),
    );
  }

  /** Where a member's device has another epoch or another room than the server's, which orders both. */
  async disagreements(): Promise<readonly string[]> {
    const { epoch, generation, roster } = this.#server.state.groups.groupOf(this.#fakeRoom().id);
    const found: string[] = [];
    for (const actor of this.#members()) {
      const { store } = actor.machine.start();
      const bytes = await store.read(groupKey(this.#fakeRoom().id));
      const entry = bytes && groupEntryFromBytes(bytes);
      const name = this.#nameOf(actor);
      if (entry?.standing !== "member" || entry.broken !== undefined)
        found.push(`${name} is ${entry?.broken ?? entry?.standing ?? "not in"}`);
      else if (entry.epoch !== epoch || entry.generation !== generation)
        found.push(`${name} is at epoch ${entry.epoch}, the room at ${epoch}`);
      const members = await this.#clock.run((await this.#roomOf(actor)).members());
      const [here, there] = [members.map(({ id }) => id), [...new Set(roster.map(({ account }) => account))]];
      if (here.toSorted().join() !== there.toSorted().join()) found.push(`${name} sees other members`);
    }
    return found;
  }

  /** Messages that a member was entitled to and does not read, or reads otherwise than they were written. */
  async unread(): Promise<readonly string[]> {
    const texts = new Map(this.#actors.flatMap(({ said }) => [...said]));
    const found: string[] = [];
    for (const actor of this.#members()) {
      const { store } = actor.machine.start();
      const bytes = await store.read(groupKey(this.#fakeRoom().id));
      const joinedSeq = (bytes && groupEntryFromBytes(bytes))?.joinedSeq ?? 0;
      const history = await this.#clock.run((await this.#roomOf(actor)).history({ limit: 10_000 }));
      for (const { id, seq, text, undecryptable } of history) {
        if (undecryptable?.reason === "before-joining" && seq <= joinedSeq) continue;
        const isRight = undecryptable === undefined && text === texts.get(id);
        if (!isRight)
          found.push(
            `${this.#nameOf(actor)} (in since ${joinedSeq}) reads record ${seq} as ${undecryptable?.reason ?? JSON.stringify(text)}`,
          );
      }
      const shown = new Set(history.map(({ seq }) => seq));
      for (const { seq, kind } of this.#fakeRoom().records)
        if (kind === 1 && seq > joinedSeq && !shown.has(seq)) found.push(`${this.#nameOf(actor)} lacks record ${seq}`);
    }
    for (const { said, client, person } of this.#members())
      for (const [id, text] of said) {
        const times = this.#fakeRoom().records.filter(({ message }) => message === id).length;
        const waiting = client?.outbox().find((entry) => entry.id === id);
        // Who was taken out of the room before the ack came is told that the message failed.
        if (times > 1 || (waiting !== undefined && waiting.code !== "not-found"))
          found.push(`${person.handle}'s ${text} is in the record ${times} times, ${waiting?.code ?? "sent"}`);
      }
    return found;
  }

  async end(): Promise<void> {
    for (const actor of this.#actors) await this.#stop(actor);
  }

  async #begin(): Promise<void> {
    const people = 2 + this.#random.below(3);
    for (let at = 0; at < people; at++) {
      const person = this.#server.addPerson({ handle: `p${at}`, password: PASSWORD });
      const devices = 1 + this.#random.below(2);
      for (let device = 0; device < devices; device++) this.#actors.push(this.#actorOf(person));
    }
    for (const actor of this.#actors) {
      actor.network.heal();
      await this.#start(actor);
    }
    const [maker, ...others] = this.#actors;
    if (maker?.client === undefined) throw new Error("expected a first client");
    await this.#clock.advance(2_000);
    const members = [...new Set(others.map(({ person }) => person.id))].filter((id) => id !== maker.person.id);
    const room = await this.#clock.run(maker.client.createRoom({ name: "storm", level: "e2ee", members }));
    this.#room = this.#server.state.rooms.get(room.id);
    await this.#clock.advance(5_000);
    for (const actor of this.#actors) actor.network.fail(FAULTS);
  }

  #actorOf(person: FakePerson): Actor {
    const network = new FaultyNetwork(FAULTS, this.#random, this.#clock);
    const platform = { ...this.#server.platform(network), groupCryptography: async () => this.#provider };
    const identity = fakeIdentity(this.#server);
    const machine = new Machine(platform);
    return {
      person,
      network,
      machine,
      identity,
      said: new Map(),
      alarms: [],
      device: undefined,
      client: undefined,
      isRevoked: false,
    };
  }

  async #start(actor: Actor): Promise<void> {
    if (actor.client !== undefined) return;
    const { person, machine, identity, device } = actor;
    const choice = device === undefined ? { name: "device" } : { id: device };
    const auth = password(person.handle, PASSWORD, choice);
    const { isUp, platform, store } = machine.start();
    const options = { platform, store, auth, offline: true };
    const started = connectWith(this.#server.url, options, { identity: async () => identity, keyPackages: 4 });
    const settled = started.catch((error: unknown) => {
      if (error instanceof WarblerError) return undefined;
      throw error;
    });
    // A machine that fails while it starts never comes to an end.
    const client = await this.#clock.run(settled, 60_000).catch(() => undefined);
    actor.client = isUp() ? client : undefined;
    actor.device ??= actor.client?.device;
    actor.client?.on("alarm", (alarm) => actor.alarms.push(alarm));
  }

  async #stop(actor: Actor): Promise<void> {
    const { client } = actor;
    actor.client = undefined;
    if (client === undefined) return;
    await this.#clock.run(client.close(), 60_000).catch(() => {});
    actor.machine.fail();
  }

  #fail(actor: Actor): void {
    actor.machine.fail();
    this.#down(actor);
  }

  #down(actor: Actor): void {
    const { device } = actor;
    actor.client = undefined;
    for (const socket of this.#server.sockets()) if (socket.session?.device === device) socket.drop();
  }

  async #say(actor: Actor): Promise<void> {
    const room = await this.#roomIfIn(actor);
    if (room === undefined) return;
    const text = `${actor.person.handle} ${++this.#said}`;
    const sending = room.send(text);
    actor.said.set(sending.id, text);
    await this.#clock.settle();
  }

  /** Begins a change and does not wait for it. */
  #change(actor: Actor): void {
    const { client } = actor;
    const other = this.#actors[this.#random.below(this.#actors.length)]?.person.id;
    const dice = this.#random.fraction();
    if (client === undefined || other === undefined) return;
    const work = async () => {
      const room = (await client.rooms()).find(({ id }) => id === this.#fakeRoom().id);
      if (room === undefined) return;
      if (dice < 0.35) await room.add([other]);
      else if (dice < 0.5 && other !== actor.person.id) await room.remove(other);
      else if (dice < 0.7) await room.grantRole(other, dice < 0.6 ? "moderator" : "owner");
      else if (dice < 0.9) await room.describe({ topic: `topic ${this.#random.below(100)}` });
      else if (this.#fakeRoom().roster.size > 2) await room.leave();
    };
    work().catch((error: unknown) => {
      if (!(error instanceof WarblerError)) throw error;
    });
  }

  async #roomIfIn(actor: Actor): Promise<Room | undefined> {
    const rooms = actor.client === undefined ? [] : await actor.client.rooms();
    return rooms.find(({ id }) => id === this.#fakeRoom().id);
  }

  async #roomOf(actor: Actor): Promise<Room> {
    const room = await this.#clock.run(this.#roomIfIn(actor));
    if (room === undefined) throw new Error(`expected ${this.#nameOf(actor)} to see the room`);
    return room;
  }

  /** Devices of people who are in the room now. */
  #members(): readonly Actor[] {
    const { roster } = this.#fakeRoom();
    return this.#actors.filter(({ person, isRevoked }) => !isRevoked && roster.has(person.id));
  }

  #nameOf(actor: Actor): string {
    return `${actor.person.handle}/${this.#actors.indexOf(actor)}`;
  }

  #fakeRoom(): FakeRoom {
    if (this.#room === undefined) throw new Error("expected a room");
    return this.#room;
  }
}
