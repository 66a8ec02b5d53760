/**
 * A Warbler server in memory: the real frames, the real HTTP table, a real audit log, and none of the real one's storage.
 * For tests of programs that use the SDK, and for the SDK's own. It can also be told to lie.
 */
import {
  type AccountId,
  type DeviceId,
  type ErrorCode,
  type OrgRole,
  RECORD_KINDS,
  type RoomId,
  type RoomRole,
  type StandingFact,
} from "@warbler/protocol";
import { ContentSchema, create, type ServerFrame, toBinary, type Record as WireRecord } from "@warbler/protocol/wire";
import { globalPlatform } from "../platform/global-platform.ts";
import type { Platform, SocketListener } from "../platform/platform.ts";
import { type TokenAuth, token as tokenAuth } from "../session/auth.ts";
import type { FakeGroup } from "./fake-groups.ts";
import type { ServerInit } from "./fake-host.ts";
import { FakeIdentityLog } from "./fake-identity-log.ts";
import { FakeLog } from "./fake-log.ts";
import { answer } from "./fake-routes.ts";
import { FakeSocket, wireRoom } from "./fake-socket.ts";
import { recordStanding } from "./fake-standing.ts";
import { type FakePerson, type FakeRoom, FakeState } from "./fake-state.ts";
import { type Network, perfectNetwork } from "./network.ts";

export interface FakeServerOptions {
  /** Time and randomness; the machine's own unless told. */
  readonly clock?: Pick<Platform, "nowMs" | "sleep">;
  readonly randomBytes?: Platform["randomBytes"];
}

export interface NewPerson {
  readonly handle: string;
  readonly name?: string;
  readonly password?: string;
  readonly role?: OrgRole;
  /** Also of somebody who has joined since; a placeholder is. */
  readonly imported?: boolean;
}

export class FakeServer {
  readonly url = "https://fake.warbler.test";
  readonly state: FakeState;
  /** Changes or swallows what the server is about to say: for tests of a server that lies. */
  tamper: ((frame: ServerFrame) => ServerFrame | undefined) | undefined;
  /** Changes what the HTTP interface answers. */
  tamperAnswer: ((path: string, response: Response) => Promise<Response>) | undefined;
  readonly #clock: Pick<Platform, "nowMs" | "sleep">;
  readonly #randomBytes: Platform["randomBytes"];
  readonly #sockets = new Set<FakeSocket>();
  #isReachable = true;

  private constructor(
    logs: { readonly log: FakeLog; readonly identity: FakeIdentityLog },
    { clock = globalPlatform, randomBytes = globalPlatform.randomBytes }: FakeServerOptions,
  ) {
    this.#clock = clock;
    this.#randomBytes = randomBytes;
    this.state = new FakeState(logs, () => clock.nowMs(), randomBytes);
  }

  static async create(options: FakeServerOptions = {}): Promise<FakeServer> {
    return new FakeServer({ log: await FakeLog.create(), identity: await FakeIdentityLog.create() }, options);
  }

  /** A machine whose only server is this one. */
  platform(network: Network = perfectNetwork): Platform {
    const { sleep } = this.#clock;
    return {
      nowMs: () => this.#clock.nowMs(),
      sleep: (ms, signal) => sleep.call(this.#clock, ms, signal),
      randomBytes: this.#randomBytes,
      fetch: (url, init) => network.fetch(() => this.#fetch(url, init)),
      openSocket: (_url, listener) => this.#openSocket(network, listener),
    };
  }

  /** The one-time link of a server that has no organisation yet. */
  setUpLink(): string {
    this.state.setUpToken = this.state.newToken();
    return `${this.url}/set-up#t=${this.state.setUpToken}`;
  }

  addPerson({ handle, name = handle, password = "correct horse battery", role = "member", imported }: NewPerson) {
    const id = this.state.newAccount();
    const isImported = imported ?? role === "placeholder";
    const person: FakePerson = { id, handle, name, role, imported: isImported, password, devices: new Map() };
    this.state.people.set(person.id, person);
    return person;
  }

  /** A session on a device of this person, new unless its id is given: what `connect` takes as `auth`. */
  startSession(
    person: FakePerson,
    device: { id: TokenAuth["device"] } | { name: string; verifyingKey: string },
  ): TokenAuth {
    const nowMs = this.#clock.nowMs();
    const id = "id" in device ? device.id : this.state.newDevice();
    if (!("id" in device)) person.devices.set(id, { ...device, id, addedAtMs: nowMs });
    const token = this.state.newToken();
    this.state.sessions.set(token, { id: this.state.newSession(), account: person.id, device: id, startedAtMs: nowMs });
    return tokenAuth(token, { account: person.id, device: id });
  }

  signIn(person: FakePerson): TokenAuth {
    return this.startSession(person, { name: "test device", verifyingKey: this.state.newToken() });
  }

  addRoom(room: {
    readonly id?: RoomId;
    readonly name: string;
    readonly owner: AccountId;
    readonly members?: readonly AccountId[];
    readonly kind?: FakeRoom["kind"];
    readonly level?: FakeRoom["level"];
    readonly topic?: string;
  }): FakeRoom {
    const { id = this.state.newRoom(), name, owner, members = [], kind = "group", level = "sealed", topic = "" } = room;
    const createdAtMs = this.#clock.nowMs();
    const roster = new Map([[owner, { role: "owner" as RoomRole, sinceMs: createdAtMs }]]);
    for (const member of members) if (member !== owner) roster.set(member, { role: "member", sinceMs: createdAtMs });
    const empty = { records: [], cursors: new Map(), pins: new Map(), erasures: [], confirmed: new Map() };
    const added: FakeRoom = { id, kind, level, name, topic, createdAtMs, roster, ...empty };
    this.state.rooms.set(id, added);
    if (level === "sealed") this.state.appendEvent(added, owner, { what: "created", name });
    this.tellRoom(added);
    return added;
  }

  join(room: FakeRoom, account: AccountId, by: AccountId): void {
    if (room.roster.has(account)) return;
    room.roster.set(account, { role: "member", sinceMs: this.#clock.nowMs() });
    this.tellRoom(room);
    this.deliver(room, this.state.appendEvent(room, by, { what: "joined", account }));
  }

  leave(room: FakeRoom, account: AccountId, by: AccountId): void {
    room.roster.delete(account);
    for (const socket of this.#socketsOf(account)) socket.say({ case: "roomLeft", value: { room: room.id } });
    this.deliver(room, this.state.appendEvent(room, by, { what: account === by ? "left" : "removed", account }));
  }

  rosterFollowed(room: FakeRoom, before: FakeGroup | undefined, after: FakeGroup): void {
    const people = new Set(after.roster.map(({ account }) => account));
    const isIn = new Set(before?.roster.map(({ account }) => account));
    for (const account of isIn) if (!people.has(account)) this.left(room, account);
    for (const account of people) {
      const role = after.roles.get(account) ?? "member";
      const held = room.roster.get(account);
      if (held !== undefined) held.role = role;
      else if (!isIn.has(account)) room.roster.set(account, { role, sinceMs: this.#clock.nowMs() });
    }
    this.tellRoom(room);
    for (const { account, device } of after.roster)
      if (this.state.groups.welcomes.has(`${room.id} ${device}`))
        for (const socket of this.#socketsOf(account))
          if (socket.session?.device === device)
            socket.say({ case: "groupEvent", value: { room: room.id, kind: "welcome" } });
  }

  left(room: FakeRoom, account: AccountId): void {
    if (!room.roster.delete(account)) return;
    for (const socket of this.#socketsOf(account)) socket.say({ case: "roomLeft", value: { room: room.id } });
  }

  setRole(room: FakeRoom, account: AccountId, role: RoomRole, by: AccountId): void {
    const held = room.roster.get(account);
    if (held !== undefined) held.role = role;
    this.deliver(room, this.state.appendEvent(room, by, { what: "role", account, role }));
  }

  /** A message as from another client of this person. */
  say(room: FakeRoom, author: AccountId, text: string): WireRecord {
    const content = toBinary(ContentSchema, create(ContentSchema, { body: { case: "message", value: { text } } }));
    const { record } = this.state.append(room, { author, kind: RECORD_KINDS.message, content });
    this.deliver(room, record);
    return record;
  }

  /** As an owner has it done; members are told how many erasures have reached the room. */
  erase(room: FakeRoom, scope: Parameters<FakeState["erase"]>[1]): void {
    this.state.erase(room, scope);
    this.tellRoom(room);
  }

  deliver(room: FakeRoom, record: WireRecord): void {
    this.tellMembers(room, { case: "records", value: { room: room.id, records: [record] } });
  }

  tellMembers(room: FakeRoom, body: ServerInit, except?: AccountId): void {
    for (const account of room.roster.keys())
      if (account !== except) for (const socket of this.#socketsOf(account)) socket.say(body);
  }

  tellRoom(room: FakeRoom): void {
    for (const account of room.roster.keys())
      for (const socket of this.#socketsOf(account))
        socket.say({ case: "room", value: wireRoom(this.state.roomAnswer(room, account)) });
  }

  tellPresence(account: AccountId, state: "online" | "away" | "offline"): void {
    for (const socket of this.#sockets)
      if (socket.session?.account !== account) socket.say({ case: "presenceChanged", value: { account, state } });
  }

  online(): readonly AccountId[] {
    return [...new Set([...this.#sockets].flatMap(({ session }) => session?.account ?? []))];
  }

  sockets(): readonly FakeSocket[] {
    return [...this.#sockets];
  }

  tellDevices(
    account: AccountId,
    event: { readonly kind: string; readonly approval?: string },
    device?: DeviceId,
  ): void {
    for (const socket of this.#socketsOf(account))
      if (device === undefined || socket.session?.device === device) socket.say({ case: "deviceEvent", value: event });
  }

  tellAccount(account: AccountId, body: ServerInit): void {
    for (const socket of this.#socketsOf(account)) socket.say(body);
  }

  endDevice(account: AccountId, device: DeviceId): void {
    this.state.forgetDevice(account, device);
    for (const [token, session] of this.state.sessions) if (session.device === device) this.endSession(token);
  }

  /** As when the account's newest version no longer lists it: its removal is proposed to every group that it is in. */
  async revoke(account: AccountId, device: DeviceId): Promise<void> {
    const { groups } = this.state;
    this.endDevice(account, device);
    groups.keyPackages.delete(device);
    for (const [id, group] of groups.groups) {
      groups.welcomes.delete(`${id} ${device}`);
      const room = this.state.rooms.get(id);
      if (room !== undefined && group.roster.some((one) => one.device === device))
        await this.proposeRemoval(room, device);
    }
  }

  /** As when an officer suspends or removes somebody: sessions end, and every group they are in is asked to take them out. */
  async endStanding(account: AccountId, kind: StandingFact): Promise<void> {
    recordStanding(this.state, kind, account);
    for (const [token, session] of this.state.sessions) if (session.account === account) this.endSession(token);
    await this.proposeRemovals(account);
  }

  async proposeRemovals(account: AccountId): Promise<void> {
    for (const [id, { roster }] of this.state.groups.groups) {
      const room = this.state.rooms.get(id);
      for (const one of roster)
        if (room !== undefined && one.account === account) await this.proposeRemoval(room, one.device);
    }
  }

  async proposeRemoval(room: FakeRoom, device: DeviceId): Promise<void> {
    const { groups } = this.state;
    const account = groups.groupOf(room.id).roster.find((one) => one.device === device)?.account;
    if (account === undefined) return;
    await groups.proposeRemoval(room.id, device, {
      signer: await this.state.proposer(),
      take: (content) => this.#takeProposal(room, account, content),
    });
  }

  #takeProposal(room: FakeRoom, author: AccountId, content: Uint8Array): void {
    this.deliver(room, this.state.append(room, { author, kind: RECORD_KINDS.proposal, content }).record);
  }

  endSession(token: string): void {
    const session = this.state.sessions.get(token);
    this.state.sessions.delete(token);
    for (const socket of this.sockets()) if (socket.session === session) socket.end("signed-out");
  }

  /** Breaks every connection; without a code, without a word. */
  dropAll(code?: ErrorCode): void {
    for (const socket of this.sockets()) {
      if (code === undefined) socket.drop();
      else socket.end(code);
    }
  }

  /** Whether anything can reach the server. Unreachable, it drops every connection. */
  set reachable(isReachable: boolean) {
    this.#isReachable = isReachable;
    if (!isReachable) this.dropAll();
  }

  /** For the connections: what is really said. */
  spoken(frame: ServerFrame): ServerFrame | undefined {
    return this.tamper === undefined ? frame : this.tamper(frame);
  }

  arrived(socket: FakeSocket): void {
    this.#sockets.add(socket);
    if (socket.session !== undefined) this.tellPresence(socket.session.account, "online");
  }

  gone(socket: FakeSocket): void {
    if (this.#sockets.delete(socket) && socket.session !== undefined)
      this.tellPresence(socket.session.account, "offline");
  }

  #socketsOf(account: AccountId): readonly FakeSocket[] {
    return [...this.#sockets].filter(({ session }) => session?.account === account);
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    if (!this.#isReachable) throw new TypeError("fetch failed");
    init.signal?.throwIfAborted();
    const { method = "GET", headers, body } = init;
    const { pathname, search } = new URL(url);
    const bytes = await bytesOf(body);
    const token = new Headers(headers).get("authorization")?.replace("Bearer ", "") ?? "";
    const response = await answer(this, { method, path: `${pathname}${search}`, token, body: bytes });
    return this.tamperAnswer === undefined ? response : this.tamperAnswer(pathname, response);
  }

  #openSocket(network: Network, listener: SocketListener) {
    const isReachable = () => this.#isReachable;
    return network.connect({ isReachable, accept: (output) => new FakeSocket(this, output), listener });
  }
}

/** A `Response` reads everything, and takes its time for it. */
async function bytesOf(body: BodyInit | null | undefined): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof body === "string") return new TextEncoder().encode(body);
  return new Uint8Array(await new Response(body ?? null).arrayBuffer());
}
