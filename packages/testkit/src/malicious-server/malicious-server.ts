/**
 * A server that lies about end-to-end rooms: it has everything a real one has, chains what it invents as it chains what it got,
 * and shows each device what it likes. An unmodified client must notice, name what it noticed, and show nothing wrong.
 */
import { RECORD_KINDS, type RoomId } from "@warbler/protocol";
import { create, GroupWelcomeSchema, type Record as WireRecord } from "@warbler/protocol/wire";
import {
  type AlarmEvent,
  connect,
  globalPlatform,
  type Platform,
  password,
  type Room,
  type Store,
  type Warbler,
} from "@warbler/sdk";
import { type FakePerson, type FakeRoom, FakeServer, keptStore } from "@warbler/sdk/testing";
import type { ForeignGroup, Intruder } from "./uninvited.ts";

const PASSWORD = "correct horse battery";
const PATIENCE_MS = 60_000;

/** A device whose client believes nothing without proof. */
export class Victim {
  readonly person: FakePerson;
  readonly alarms: AlarmEvent[] = [];
  readonly store: Store = keptStore();
  readonly #server: FakeServer;
  #client: Warbler | undefined;
  #id: string | undefined;

  constructor(person: FakePerson, server: FakeServer) {
    this.person = person;
    this.#server = server;
  }

  get client(): Warbler {
    if (this.#client === undefined) throw new Error(`${this.person.handle} is switched off`);
    return this.#client;
  }

  async start(): Promise<void> {
    const known = [...this.person.devices.keys()].find((id) => id === this.#id);
    const auth = password(this.person.handle, PASSWORD, known === undefined ? { name: "device" } : { id: known });
    this.#client = await connect(this.#server.url, { auth, store: this.store, platform: this.#server.platform() });
    this.#id = this.#client.device;
    this.#client.on("alarm", (alarm) => this.alarms.push(alarm));
    await this.#client.identity.setUp();
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.close();
  }

  async texts(room: RoomId): Promise<readonly string[]> {
    const history = await (await this.client.room(room)).history({ limit: 500 });
    return history.map(({ text, undecryptable }) => undecryptable?.reason ?? text);
  }

  /** Resolves once the client has raised an alarm of this kind. */
  notices(kind: AlarmEvent["kind"]): Promise<AlarmEvent> {
    return eventually(`${this.person.handle} to raise ${kind}`, () => this.alarms.find((alarm) => alarm.kind === kind));
  }
}

class MovedClock implements Pick<Platform, "nowMs" | "sleep"> {
  aheadMs = 0;
  readonly sleep = globalPlatform.sleep;

  nowMs(): number {
    return globalPlatform.nowMs() + this.aheadMs;
  }
}

export class MaliciousServer implements AsyncDisposable {
  readonly server: FakeServer;
  readonly #victims: Victim[] = [];
  readonly #clock: MovedClock;

  private constructor(server: FakeServer, clock: MovedClock) {
    this.server = server;
    this.#clock = clock;
  }

  static async open(): Promise<MaliciousServer> {
    const clock = new MovedClock();
    return new MaliciousServer(await FakeServer.create({ clock }), clock);
  }

  /** From now on it is that much later, for the server and for everyone. */
  later(ms: number): void {
    this.#clock.aheadMs += ms;
  }

  async join(handle: string): Promise<Victim> {
    const name = handle[0]?.toUpperCase() + handle.slice(1);
    const victim = new Victim(this.server.addPerson({ handle, name, password: PASSWORD }), this.server);
    this.#victims.push(victim);
    await victim.start();
    await eventually(`${handle}'s key packages`, () =>
      this.server.state.groups.keyPackages.has(victim.client.device) ? true : undefined,
    );
    return victim;
  }

  /** One more device of the same person, which nobody has let in yet. */
  async further({ person }: Victim): Promise<Victim> {
    const victim = new Victim(person, this.server);
    this.#victims.push(victim);
    await victim.start();
    return victim;
  }

  async room(owner: Victim, ...others: readonly Victim[]): Promise<Room> {
    const members = others.map(({ person }) => person.id);
    const room = await owner.client.createRoom({ name: "secret", level: "e2ee", members });
    for (const other of others)
      await eventually("everyone to be in", async () => {
        const held = (await other.client.rooms()).find(({ id }) => id === room.id);
        return held?.name === "secret" ? true : undefined;
      });
    return room;
  }

  recordsOf({ id }: { readonly id: RoomId }): readonly WireRecord[] {
    return this.#stateOf(id).records;
  }

  /** What comes after record `seq` is something else now, chained as if it had always been so. */
  rewrite(
    { id }: { readonly id: RoomId },
    seq: number,
    change: (records: readonly WireRecord[]) => readonly Partial<WireRecord>[],
  ): void {
    const room = this.#stateOf(id);
    const tail = change(room.records.splice(seq));
    for (const { author, device, message, kind, content } of tail)
      this.server.state.append(room, {
        author: author as FakePerson["id"],
        ...(device !== undefined && device !== "" && { device: device as Warbler["device"] }),
        ...(message !== undefined && { message: message as Parameters<Room["recall"]>[0] }),
        kind: kind ?? 0,
        content: content ?? new Uint8Array(),
      });
  }

  /** Puts another group in the place of the room's, by a commit in its maker's name, with a Welcome for each victim. */
  replaceGroup(
    { id }: { readonly id: RoomId },
    made: ForeignGroup,
    {
      by: { account: author, device },
      victims,
    }: { readonly by: Pick<Intruder, "account" | "device">; readonly victims: readonly Victim[] },
  ): WireRecord {
    const room = this.#stateOf(id);
    const { groups } = this.server.state;
    const { record } = this.server.state.append(room, {
      author,
      device,
      kind: RECORD_KINDS.handshake,
      content: made.commit,
    });
    const { seq } = record;
    groups.groups.set(id, { ...groups.groupOf(id), ...made, generation: 1, epoch: 1, seq });
    const welcome = create(GroupWelcomeSchema, { ...made, generation: 1, epoch: 1n, seq });
    for (const { client } of victims) groups.welcomes.set(`${id} ${client.device}`, welcome);
    this.server.deliver(room, record);
    this.server.tellRoom(room);
    return record;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const victim of this.#victims) await victim.stop();
  }

  #stateOf(id: RoomId): FakeRoom {
    const room = this.server.state.rooms.get(id);
    if (room === undefined) throw new Error("expected a room of this server");
    return room;
  }
}

/** The first value that is there. */
export async function eventually<T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const untilMs = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > untilMs) throw new Error(`expected ${what} within ${PATIENCE_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
