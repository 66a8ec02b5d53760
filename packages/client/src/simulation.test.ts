/** Delivery under a network that loses, repeats, delays and reorders, with clients that stop in the middle: one seed decides all. */
import { RECORD_KINDS } from "@warbler/protocol";
import { ContentSchema, fromBinary } from "@warbler/protocol/wire";
import { afterAll, expect, test } from "vitest";
import { connect } from "./connect.ts";
import type { AlarmEvent } from "./events.ts";
import { memoryStore } from "./store/memory-store.ts";
import type { Store } from "./store/store.ts";
import { VirtualClock } from "./testing/clock.ts";
import { directWebCrypto, settledPromises } from "./testing/direct-crypto.ts";
import { FakeServer } from "./testing/fake-server.ts";
import type { FakePerson, FakeRoom } from "./testing/fake-state.ts";
import { loadLazyModules } from "./testing/lazy-modules.ts";
import { FaultyNetwork } from "./testing/network.ts";
import { type SeededRandom, seededRandom } from "./testing/seeded-random.ts";
import type { Warbler } from "./warbler.ts";

afterAll(directWebCrypto());
await loadLazyModules();

const FAULTS = { lost: 0.05, repeated: 0.05, delayMs: 400, broken: 0.02 };
const STEPS = 60;
const SEEDS = Array.from({ length: 12 }, (_, at) => at + 1);

interface Actor {
  readonly person: FakePerson;
  readonly store: Store;
  readonly network: FaultyNetwork;
  readonly auth: ReturnType<FakeServer["signIn"]>;
  readonly said: string[];
  client: Warbler | undefined;
}

class World {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  readonly alarms: AlarmEvent[] = [];
  readonly actors: Actor[] = [];
  readonly server: FakeServer;
  readonly room: FakeRoom;

  static async of(seed: number): Promise<World> {
    const clock = new VirtualClock(undefined, settledPromises);
    const random = seededRandom(seed);
    return new World(await FakeServer.create({ clock, randomBytes: (count) => random.bytes(count) }), clock, random);
  }

  private constructor(server: FakeServer, clock: VirtualClock, random: SeededRandom) {
    this.clock = clock;
    this.random = random;
    this.server = server;
    const people = ["alice", "bob", "carol"].map((handle) => this.server.addPerson({ handle }));
    const [owner, ...others] = people;
    if (owner === undefined) throw new Error("unreachable");
    this.room = this.server.addRoom({ name: "storm", owner: owner.id, members: others.map(({ id }) => id) });
    for (const person of people)
      this.actors.push({
        person,
        store: memoryStore(),
        network: new FaultyNetwork(FAULTS, this.random, this.clock),
        auth: this.server.signIn(person),
        said: [],
        client: undefined,
      });
  }

  /** Starts the actor's client where there is none; it may fail, as a person's start may. */
  async start(actor: Actor): Promise<void> {
    if (actor.client !== undefined) return;
    const { auth, store, network } = actor;
    const platform = this.server.platform(network);
    const started = connect(this.server.url, { auth, store, platform, offline: true }).catch(() => undefined);
    actor.client = await this.clock.run(started);
    actor.client?.on("alarm", (alarm) => this.alarms.push(alarm));
    if (actor.client !== undefined) (await this.roomOf(actor.client)).on("message", () => {});
  }

  async stop(actor: Actor): Promise<void> {
    const { client } = actor;
    actor.client = undefined;
    if (client !== undefined) await this.clock.run(client.close());
  }

  roomOf(client: Warbler) {
    return this.clock.run(client.room(this.room.id));
  }

  async step(): Promise<void> {
    const actor = this.actors[this.random.below(this.actors.length)];
    if (actor === undefined) return;
    await this.start(actor);
    const dice = this.random.fraction();
    if (dice < 0.6 && actor.client !== undefined) {
      const text = `${actor.person.handle} ${actor.said.length + 1}`;
      actor.said.push(text);
      (await this.roomOf(actor.client)).send(text);
      // The store has it once this much has happened; before, the process may still forget it.
      await this.clock.settle();
    } else if (dice < 0.75) await this.stop(actor);
    else if (dice < 0.8) this.server.dropAll();
    else await this.clock.advance(this.random.below(3_000));
  }

  async quiet(): Promise<void> {
    for (const { network } of this.actors) network.heal();
    for (const actor of this.actors) {
      await this.start(actor);
      await this.start(actor);
    }
    for (const { client } of this.actors) {
      client?.retryNow();
      if (client !== undefined) await this.clock.run(client.flushed());
    }
    await this.clock.advance(120_000);
    this.server.dropAll();
    await this.clock.advance(120_000);
  }

  recorded(): readonly string[] {
    return this.room.records
      .filter(({ kind }) => kind === RECORD_KINDS.message)
      .map(({ content }) => {
        const { body } = fromBinary(ContentSchema, content);
        return body.case === "message" ? body.value.text : "";
      });
  }
}

test.each(SEEDS)("every message is in the record exactly once and all timelines agree (seed %i)", async (seed) => {
  const world = await World.of(seed);
  for (let step = 0; step < STEPS; step++) await world.step();
  await world.quiet();

  const said = world.actors.flatMap(({ said }) => said);
  expect(said.length).toBeGreaterThan(10);
  expect(world.recorded().toSorted()).toEqual(said.toSorted());
  for (const { said: own, person, client } of world.actors) {
    // In the order in which each person said them.
    expect(world.recorded().filter((text) => text.startsWith(person.handle))).toEqual(own);
    if (client === undefined) throw new Error("expected a client after the storm");
    const history = await world.clock.run((await world.roomOf(client)).history({ limit: 1_000 }));
    expect(history.map(({ text }) => text)).toEqual(world.recorded());
    expect(client.outbox()).toEqual([]);
  }
  expect(world.alarms).toEqual([]);
  for (const actor of world.actors) await world.stop(actor);
});
