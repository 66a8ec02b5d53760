/** One end-to-end room, its people with their devices, and everything that can go wrong between them. */
import type { HeldKey } from "@warbler/crypto/keychain";
import type { MlsProvider } from "@warbler/mls";
import { type AccountId, type DeviceId, RECORD_KINDS } from "@warbler/protocol";
import { portableHasher } from "@warbler/transparency";
import { WarblerError } from "../../errors.ts";
import { VirtualClock } from "../clock.ts";
import { seedWebCrypto, settledPromises } from "../direct-crypto.ts";
import { FakeServer } from "../fake-server.ts";
import type { FakePerson, FakeRoom } from "../fake-state.ts";
import { type SeededRandom, seededRandom } from "../seeded-random.ts";
import { type ActorDeps, PASSWORD, RoomActor } from "./room-actor.ts";
import { membersOf, type QuietRoom, whatIsWrong } from "./room-checks.ts";

const START_MS = 1_790_000_000_000;
const MOST_DEVICES = 4;
/** Others learn within this time that a list of devices has changed. */
const NEWS_MS = 60_000;
/** Rounds of quiet: by then all that is tried again has been. */
const QUIET_MS = [70_000, 40_000, 40_000];

/** How many people there are, and how much happens. Most rooms are small. */
interface Size {
  readonly people: number;
  readonly devices: number;
  readonly steps: number;
}

export interface LifeOptions {
  readonly provider: (randomBytes: (count: number) => Uint8Array) => MlsProvider;
  readonly signatures: "real" | "cheap";
  /** Told what happens, line by line. */
  readonly trace?: (line: string) => void;
}

/** Begins a room, lets happen what the seed says, and waits until it is quiet: what is wrong then, and a digest of the run. */
export async function liveOfRoom(
  seed: number,
  options: LifeOptions,
): Promise<{ readonly wrong: readonly string[]; readonly digest: string }> {
  const world = await RoomWorld.of(seed, options);
  try {
    await world.live();
    return { wrong: await world.whatIsWrong(), digest: world.digest() };
  } finally {
    await world.end();
  }
}

class RoomWorld {
  readonly #clock: VirtualClock;
  readonly #random: SeededRandom;
  readonly #server: FakeServer;
  readonly #provider: MlsProvider;
  readonly #trace: (line: string) => void;
  readonly #size: Size;
  readonly #actors: RoomActor[] = [];
  readonly #keys = new Map<AccountId, Map<string, HeldKey>>();
  /** Devices whose disk was lost, and which are still listed. */
  readonly #lost: { readonly account: AccountId; readonly device: DeviceId }[] = [];
  readonly #going: AccountId[] = [];
  #room: FakeRoom | undefined;
  #said = 0;

  static async of(seed: number, { provider, signatures, trace = () => {} }: LifeOptions): Promise<RoomWorld> {
    const random = seededRandom(seed);
    const randomBytes = (count: number) => random.bytes(count);
    seedWebCrypto(randomBytes, signatures);
    const clock = new VirtualClock(START_MS, settledPromises);
    const server = await FakeServer.create({ clock, randomBytes });
    const world = new RoomWorld(server, { clock, random, trace, provider: provider(randomBytes) });
    await world.#begin();
    return world;
  }

  private constructor(server: FakeServer, parts: Omit<ActorDeps, "server">) {
    this.#server = server;
    this.#clock = parts.clock;
    this.#random = parts.random;
    this.#provider = parts.provider;
    this.#trace = (line) => parts.trace(`${(this.#clock.nowMs() - START_MS) / 1_000} s, ${this.#where()}: ${line}`);
    this.#size = sizeOf(parts.random);
  }

  async live(): Promise<void> {
    for (let step = 0; step < this.#size.steps; step++) await this.#step();
    await this.#quiet();
  }

  whatIsWrong(): Promise<readonly string[]> {
    return whatIsWrong(this.#quietRoom());
  }

  /** Over every byte that the server holds of the room: equal for two runs of a seed, unless something else decided. */
  digest(): string {
    const parts = this.#fakeRoom().records.flatMap(({ commitment }) => [...commitment]);
    return Buffer.from(portableHasher.sha256(Uint8Array.from(parts))).toString("hex");
  }

  async end(): Promise<void> {
    for (const actor of this.#actors) await actor.stop();
  }

  async #begin(): Promise<void> {
    const people = Array.from({ length: this.#size.people }, (_, at) =>
      this.#server.addPerson({ handle: `p${at}`, password: PASSWORD }),
    );
    for (const person of people)
      for (let at = 0; at <= this.#random.below(this.#size.devices); at++) this.#addDevice(person);
    for (const actor of this.#actors) await actor.start();
    const maker = this.#actors[0]?.client;
    if (maker === undefined) throw new Error("expected a first client");
    await this.#clock.advance(2_000);
    // Some come later, or never.
    const invited = people.slice(1).filter((_person, at) => at === 0 || this.#random.chance(0.8));
    const members = invited.map(({ id }) => id);
    const room = this.#random.chance(0.85)
      ? await this.#clock.run(maker.createRoom({ name: "storm", level: "e2ee", members }))
      : await this.#clock.run(this.#raised(maker.createRoom({ name: "storm", members })));
    this.#room = this.#server.state.rooms.get(room.id);
    await this.#clock.advance(5_000);
    for (const actor of this.#actors) actor.worsen();
  }

  /** The room of a higher level that takes the place of a sealed one. */
  async #raised(made: ReturnType<NonNullable<RoomActor["client"]>["createRoom"]>) {
    const maker = this.#actors[0]?.client;
    if (maker === undefined) throw new Error("expected a first client");
    return maker.changeLevel(await made, "e2ee");
  }

  #addDevice(person: FakePerson): RoomActor {
    const keys = this.#keys.get(person.id) ?? new Map<string, HeldKey>();
    this.#keys.set(person.id, keys);
    const [server, clock, random] = [this.#server, this.#clock, this.#random];
    const deps = { server, clock, random, provider: this.#provider, trace: this.#trace };
    const actor = new RoomActor(person, `${person.handle}/${this.#actors.length}`, keys, deps);
    this.#actors.push(actor);
    return actor;
  }

  /** One thing happens: somebody says or changes something, a machine fails, time passes. */
  async #step(): Promise<void> {
    const actor = this.#anyone();
    if (actor.isRevoked) return;
    await actor.start();
    const dice = this.#random.fraction();
    if (dice < 0.36) await this.#say(actor);
    else if (dice < 0.54) this.#change(actor);
    else if (dice < 0.61) actor.fail();
    else if (dice < 0.69) actor.failAfter(this.#random.below(8));
    else if (dice < 0.73) await actor.stop();
    else if (dice < 0.76) this.#server.dropAll();
    else if (dice < 0.85) await this.#changeDevices(actor);
    else if (dice < 0.88) this.#erase();
    else await this.#clock.advance(this.#random.below(6_000));
  }

  /** An owner of the organisation has a message erased, whoever has read it by now. */
  #erase(): void {
    const room = this.#fakeRoom();
    const messages = room.records.filter(({ kind, erased }) => kind === RECORD_KINDS.message && !erased);
    const chosen = messages[this.#random.below(Math.max(1, messages.length))];
    if (chosen === undefined) return;
    this.#trace(`record ${chosen.seq} is erased`);
    this.#server.erase(room, chosen.seq);
  }

  async #say(actor: RoomActor): Promise<void> {
    // A machine that fails meanwhile never answers.
    const room = await this.#clock.run(actor.roomIfIn(this.#fakeRoom().id), 1_000).catch(() => undefined);
    if (room === undefined) return;
    const text = `${actor} ${++this.#said}`;
    const sending = room.send(text);
    actor.said.set(sending.id, text);
    this.#trace(`${actor}: says ${text}`);
    await this.#clock.settle();
  }

  /** Begins a change of the room and does not wait for it. */
  #change(actor: RoomActor): void {
    const other = this.#anyone().account;
    const dice = this.#random.fraction();
    const topic = `topic ${this.#random.below(100)}`;
    const work = async () => {
      const room = await actor.roomIfIn(this.#fakeRoom().id);
      if (room === undefined) return;
      this.#trace(`${actor}: changes ${dice.toFixed(2)} ${other}`);
      if (dice < 0.35) await room.add([other]);
      else if (dice < 0.5) await this.#goes(other, () => room.remove(other));
      else if (dice < 0.7) await room.grantRole(other, ROLES[Math.floor(dice * 100) % 3] ?? "member");
      else if (dice < 0.9) await room.describe({ topic });
      else await this.#goes(actor.account, () => room.leave());
    };
    work().catch((error: unknown) => {
      if (!(error instanceof WarblerError)) throw error;
    });
  }

  /** Somebody is on the way out, unless nobody else could commit that. */
  async #goes(account: AccountId, work: () => Promise<unknown>): Promise<void> {
    if (!this.#isAnotherWhole(account)) return;
    this.#going.push(account);
    try {
      await work();
    } finally {
      this.#going.splice(this.#going.indexOf(account), 1);
    }
  }

  /** What happens to devices: revoked, lost, added, set back, their key packages used up. */
  async #changeDevices(actor: RoomActor): Promise<void> {
    const dice = this.#random.fraction();
    const isLoss = dice < 0.55 || (dice >= 0.65 && dice < 0.75);
    if (isLoss && !this.#isAnotherWhole(actor.account)) return;
    this.#trace(`${actor}: changes devices ${dice.toFixed(2)}`);
    if (dice < 0.3) return this.#revokeOne(actor.account);
    if (dice < 0.4) return this.#loseDisk(actor);
    if (dice < 0.55) return actor.loseGroup(this.#fakeRoom().id);
    if (dice < 0.65) return actor.backUp();
    if (dice < 0.75) return actor.restore();
    if (dice < 0.9) {
      for (let times = 0; times < 3; times++) this.#server.state.groups.claim([actor.account]);
      return;
    }
    const devices = this.#devicesOf(actor.account).length;
    if (devices >= MOST_DEVICES) return;
    const added = this.#addDevice(actor.person);
    await added.start();
    added.worsen();
    this.#tellOfLists(actor.account);
  }

  /** A lost device first; never the last one. */
  async #revokeOne(account: AccountId): Promise<void> {
    const at = this.#lost.findIndex((one) => one.account === account);
    const [lost] = at < 0 ? [] : this.#lost.splice(at, 1);
    const listed = this.#devicesOf(account).filter(({ device }) => device !== undefined);
    if (lost === undefined && listed.length < 2) return;
    const gone = listed[this.#random.below(listed.length)];
    const device = lost?.device ?? gone?.device;
    if (device === undefined) return;
    this.#trace(`${lost === undefined ? gone : "a lost device"} is revoked`);
    await this.#server.revoke(account, device);
    if (lost === undefined && gone !== undefined) {
      gone.isRevoked = true;
      await gone.stop();
    }
    this.#tellOfLists(account);
  }

  #loseDisk(actor: RoomActor): void {
    const device = actor.loseDisk();
    if (device !== undefined) this.#lost.push({ account: actor.account, device });
  }

  /** An account's own devices hear of it at once, others when they ask, or later. */
  #tellOfLists(account: AccountId): void {
    for (const { identity, account: theirs } of this.#actors) {
      const afterMs = theirs === account ? 0 : this.#random.below(NEWS_MS);
      this.#clock.sleep(afterMs).then(
        () => identity.changed([account]),
        () => {},
      );
    }
  }

  /** The network heals, everyone starts, and time enough passes for all that was begun. */
  async #quiet(): Promise<void> {
    for (const actor of this.#actors) actor.heal();
    for (const ms of QUIET_MS) {
      for (const actor of membersOf(this.#quietRoom())) await actor.start();
      this.#server.dropAll();
      await this.#clock.advance(ms);
      // What another device of theirs has read meanwhile.
      for (const { identity } of this.#actors) identity.arrived([]);
      for (const actor of membersOf(this.#quietRoom())) await this.#confirm(actor);
    }
    for (const actor of membersOf(this.#quietRoom())) {
      const flushed = actor.client?.flushed() ?? Promise.resolve();
      await this.#clock.run(flushed).catch(() => {});
    }
    await this.#clock.advance(20_000);
  }

  /** A device whose keys are lost from an older epoch does not know the roles of today: its person looks, and says that they are right. */
  async #confirm(actor: RoomActor): Promise<void> {
    const room = await this.#clock.run(actor.roomIfIn(this.#fakeRoom().id), 1_000).catch(() => undefined);
    const trouble = room?.trouble;
    if (room === undefined || trouble?.kind !== "unconfirmed") return;
    this.#trace(`${actor}: confirms`);
    await this.#clock.run(room.acceptGroup(trouble), 10_000).catch(() => {});
  }

  /**
   * Whether somebody else's device is in the group with all it needs. Where nobody's is while a removal waits, nobody can
   * commit it, and coming in from outside has to wait for it: only a reset helps.
   */
  #isAnotherWhole(than: AccountId): boolean {
    const { groups } = this.#server.state;
    const { id } = this.#fakeRoom();
    const isIn = new Set(groups.groupOf(id).roster.map(({ device }) => device));
    return this.#actors.some(({ account, device, isRevoked, losses }) => {
      if (account === than || this.#going.includes(account) || device === undefined || isRevoked || !isIn.has(device))
        return false;
      return this.#fakeRoom().roster.has(account) && (groups.returned.get(`${id} ${device}`) ?? 0) >= losses;
    });
  }

  #devicesOf(account: AccountId): readonly RoomActor[] {
    return this.#actors.filter((actor) => actor.account === account && !actor.isRevoked);
  }

  #anyone(): RoomActor {
    const actor = this.#actors[this.#random.below(this.#actors.length)];
    if (actor === undefined) throw new Error("expected a device");
    return actor;
  }

  #quietRoom(): QuietRoom {
    const [server, clock, provider] = [this.#server, this.#clock, this.#provider];
    return { server, clock, provider, room: this.#fakeRoom(), actors: this.#actors };
  }

  /** The last record, and the group's epoch. */
  #where(): string {
    const room = this.#room;
    if (room === undefined) return "-";
    return `record ${room.records.length}, epoch ${this.#server.state.groups.groups.get(room.id)?.epoch}`;
  }

  #fakeRoom(): FakeRoom {
    if (this.#room === undefined) throw new Error("expected a room");
    return this.#room;
  }
}

const ROLES = ["moderator", "owner", "member"] as const;

function sizeOf(random: SeededRandom): Size {
  const dice = random.fraction();
  if (dice < 0.94) return { people: 2 + random.below(2), devices: 2, steps: 30 };
  if (dice < 0.995) return { people: 4 + random.below(5), devices: 3, steps: 30 };
  return { people: 25, devices: 3, steps: 20 };
}
