/** People who talk while disks, power, networks and clients fail: one seed decides what happens and when. */
import { type Auth, connect, memoryStore, type Room, type Store, type Warbler } from "@warbler/sdk";
import { FaultyNetwork, perfectNetwork, type SeededRandom, seededRandom, VirtualClock } from "@warbler/sdk/testing";
import { Disk } from "./disk.ts";
import { Machine, URL_OF_SERVER } from "./machine.ts";

const NETWORK = { lost: 0.03, repeated: 0.02, delayMs: 300, broken: 0.02 };
const DISK = { power: 0.05, error: 0.02 };

/** What a storm starts from: a server's folder with people who are signed in, and a room that all are in. */
export interface Beginning {
  readonly folder: string;
  readonly atMs: number;
  readonly room: string;
  readonly people: readonly { readonly handle: string; readonly auth: Auth }[];
}

/** In every text, so that it can be looked for in the files. */
export const CANARY = "金丝雀";

export interface Actor {
  readonly handle: string;
  readonly auth: Auth;
  readonly store: Store;
  readonly network: FaultyNetwork;
  /** Texts in the order in which they were said. */
  readonly said: string[];
  client: Warbler | undefined;
}

export class Storm {
  readonly clock: VirtualClock;
  readonly disk: Disk;
  readonly machine: Machine;
  readonly actors: readonly Actor[];
  readonly alarms: string[] = [];
  /** Seq by text, as acknowledged. */
  readonly acknowledged = new Map<string, number>();
  /** Ids of the messages. */
  readonly messages: string[] = [];
  readonly #random: SeededRandom;
  readonly #roomId: string;

  constructor(seed: number, beginning: Beginning, settled: () => Promise<void>) {
    const random = seededRandom(seed);
    this.#random = random;
    this.#roomId = beginning.room;
    this.clock = new VirtualClock(beginning.atMs, settled);
    this.disk = new Disk(beginning.folder, random, DISK);
    this.machine = new Machine(this.disk, this.clock, random);
    this.actors = beginning.people.map(({ handle, auth }) => ({
      handle,
      auth,
      store: { ...memoryStore(), close: () => Promise.resolve() },
      network: new FaultyNetwork(NETWORK, random, this.clock),
      said: [],
      client: undefined,
    }));
  }

  async step(): Promise<void> {
    if (!this.machine.isUp && this.#random.chance(0.6)) await this.machine.start();
    const actor = this.actors[this.#random.below(this.actors.length)];
    if (actor === undefined) return;
    await this.start(actor);
    const dice = this.#random.fraction();
    if (dice < 0.6) await this.#say(actor);
    else if (dice < 0.7) await this.stop(actor);
    else if (dice < 0.74) this.disk.cutPower();
    else if (dice < 0.78) this.machine.checkpoint();
    else if (dice < 0.82) this.machine.dropConnections();
    else if (dice < 0.85) await this.machine.stop();
    else await this.clock.advance(this.#random.below(4_000));
  }

  /** Says something; the client's store has it once this much has happened. */
  async #say(actor: Actor): Promise<void> {
    if (actor.client === undefined) return;
    const text = `${CANARY} ${actor.handle} ${actor.said.length + 1}`;
    actor.said.push(text);
    const sending = (await this.roomOf(actor.client)).send(text);
    this.messages.push(sending.id);
    sending.settled.then(
      ({ seq }) => this.acknowledged.set(text, seq),
      () => undefined,
    );
    await this.clock.settle();
  }

  /** Starts the actor's client where there is none; it may fail, as a person's start may. */
  async start(actor: Actor): Promise<void> {
    if (actor.client !== undefined) return;
    const { auth, store, network } = actor;
    const platform = this.machine.platform(network);
    const started = connect(URL_OF_SERVER, { auth, store, platform, offline: true }).catch(() => undefined);
    actor.client = await this.clock.run(started);
    actor.client?.on("alarm", ({ kind, detail }) => this.alarms.push(`${actor.handle}: ${kind} ${detail ?? ""}`));
    if (actor.client !== undefined) (await this.roomOf(actor.client)).on("message", () => undefined);
  }

  async stop(actor: Actor): Promise<void> {
    const { client } = actor;
    actor.client = undefined;
    if (client !== undefined) await this.clock.run(client.close());
  }

  roomOf(client: Warbler): Promise<Room> {
    return this.clock.run(client.room(this.#roomId));
  }

  /** Nothing fails any more, everyone is online, and everything queued has gone. */
  async calm(): Promise<void> {
    for (const { network } of this.actors) network.heal();
    await this.machine.start();
    this.disk.isSafe = true;
    for (const actor of this.actors) {
      // A start that was under way may have met the storm.
      await this.start(actor);
      await this.start(actor);
      actor.client?.retryNow();
    }
    for (const { client } of this.actors) if (client !== undefined) await this.clock.run(client.flushed());
    // What was still on its way arrives; then everyone asks anew for what they may have missed.
    await this.clock.advance(1_000);
    this.machine.dropConnections();
    await this.clock.advance(60_000);
  }

  /** The room as this client shows it, oldest first. */
  async shownTo(client: Warbler): Promise<readonly { readonly text: string; readonly seq: number | undefined }[]> {
    return this.clock.run((await this.roomOf(client)).history({ limit: 1_000 }));
  }

  /** The server as an outsider reads it. */
  get(path: string): Promise<Response> {
    return this.clock.run(this.machine.platform(perfectNetwork).fetch(`${URL_OF_SERVER}${path}`, {}));
  }

  /** Everything stops in order. What the disk holds then stays until `remove`. */
  async stopAll(): Promise<void> {
    for (const actor of this.actors) await this.stop(actor);
    await this.machine.stop();
  }

  remove(): void {
    this.disk.remove();
  }
}
