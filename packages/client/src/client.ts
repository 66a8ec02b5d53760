/** The signed-in client: puts connection, outbox, rooms and audit together and tells what happens. */
import {
  type AccountId,
  type ApiInput,
  type ApiName,
  type DeviceId,
  type ErasureId,
  type InvitationId,
  idFromDigest,
  type MarkAnswer,
  type MessageId,
  type Person,
  type ProtectionLevel,
  type RoomId,
  type SessionId,
} from "@warbler/protocol";
import type { Audit } from "./audit/audit.ts";
import { auditOf } from "./audit/client-audit.ts";
import type { LogWatch } from "./audit/log-watch.ts";
import { ClientEvents } from "./client-events.ts";
import { Connection } from "./connection/connection.ts";
import { Errands } from "./errands.ts";
import { type Fail, WarblerError } from "./errors.ts";
import type { ClientEvent, ClientEventOf, ClientEventType, ConnectionState, Presence } from "./events.ts";
import type { Groups } from "./groups/groups.ts";
import type { IdentityView } from "./groups/identity-view.ts";
import { mustCheckKeyPackages } from "./groups/key-package-mark.ts";
import type { Identities } from "./identity/identities.ts";
import type { IdentityApi, RecoveryApi } from "./identity/identity-api.ts";
import { hasDeviceKey, isListedHere, lookAfterIdentity } from "./identity/identity-marks.ts";
import { laterIdentity, laterRecovery } from "./identity/later-identity.ts";
import { Outbox } from "./outbox/outbox.ts";
import { kindNumber, type OutboxEntry, UPLOADING } from "./outbox/outbox-entry.ts";
import type { PendingSend } from "./outbox/sending.ts";
import type { Logger, Platform } from "./platform/platform.ts";
import { KnownLevels } from "./rooms/known-levels.ts";
import type { LiveRoom } from "./rooms/live-room.ts";
import { People } from "./rooms/people.ts";
import { KEPT_RULE, NO_RECALL_RULE } from "./rooms/recall-rule.ts";
import type { Room } from "./rooms/room.ts";
import { RoomBook } from "./rooms/room-book.ts";
import type { ImportSource, RoomImport } from "./rooms/room-import.ts";
import type { FoundMessages, SearchOptions } from "./search/search.ts";
import type { ApiClient } from "./session/api-client.ts";
import type { Store } from "./store/store.ts";
import type { CallOptions, NewRoom, PathParams, Session, Warbler } from "./warbler.ts";
import { decodeWelcome, encodeWelcome, type WireSent, type WireWelcome } from "./wire/server-frame.ts";

const WELCOME = "welcome";
const FLUSH_MS = 3_000;

export interface ClientDeps {
  /** Scheme, host and port of the server. */
  readonly url: string;
  readonly session: Session;
  readonly api: ApiClient;
  readonly store: Store;
  readonly platform: Platform;
  readonly fail: Fail;
  readonly logger: Logger;
  /** Told of this client as soon as its rooms are those of its store, before the server was reached. */
  readonly recalled: ((client: Warbler) => void) | undefined;
  /** Resolves when what somebody waits for is done, as far as this is known. */
  readonly rest: () => Promise<unknown>;
  /** In place of this client's own identity: for tests of rooms alone. */
  readonly identity?: () => Promise<IdentityView>;
  /** How many one-time key packages this device keeps on the server; 100 unless told. */
  readonly keyPackages?: number;
  /** Aborted when the client closes: ends what `api` has under way. */
  readonly stop: AbortController;
}

/** Of what the server tells in one word, what programs are told in the same: ask again. */
const NEWS = ["permissions", "review", "reports", "acts", "security", "urgent", "emergency"] as const;

export class Client implements Warbler {
  readonly audit: Audit;
  readonly identity: IdentityApi;
  readonly recovery: RecoveryApi;
  readonly #deps: ClientDeps;
  readonly #events: ClientEvents;
  readonly #errands: Errands;
  readonly #connection: Connection;
  readonly #outbox: Outbox;
  readonly #people: People;
  readonly #levels: KnownLevels;
  #recallRule = NO_RECALL_RULE;
  readonly #book: RoomBook;
  #watch: Promise<LogWatch> | undefined;
  #identities: Promise<Identities> | undefined;
  #isWelcomed = false;
  #groups: Promise<Groups> | undefined;
  #welcomes = 0;
  #retryAtMs: number | undefined;
  #closing: Promise<void> | undefined;

  constructor(deps: ClientDeps) {
    const { api, store, logger, session } = deps;
    this.#deps = deps;
    this.#events = new ClientEvents(deps);
    this.#errands = new Errands(logger);
    this.#people = new People({ api, store });
    this.audit = auditOf(api, () => this.#log());
    this.identity = laterIdentity(() => this.#loadIdentity());
    this.recovery = laterRecovery(() => this.#loadIdentity());
    this.#connection = this.#makeConnection();
    this.#outbox = this.#makeOutbox();
    this.#levels = new KnownLevels(store);
    this.#book = new RoomBook({
      levels: this.#levels,
      tell: (event) => this.#events.tell(event),
      violated: (detail) => this.#events.alarm("protocol-violation", {}, detail),
      deviceEvent: (kind) => this.#deviceEvent(kind),
      room: {
        ...deps,
        account: session.account,
        connection: this.#connection,
        outbox: this.#outbox,
        people: this.#people,
        recallRule: () => this.#recallRule,
        log: () => this.#log(),
        enterRoom: async () => {
          const groups = await this.#loadGroups();
          return (host) => groups.enter(host);
        },
        errands: this.#errands,
        stop: deps.stop.signal,
        alarm: (kind, where, detail) => this.#events.alarm(kind, where, detail),
        told: (room, message) => this.#events.tell({ type: "message", room, message }),
        changed: (room) => this.#events.tell({ type: "room", change: "changed", room }),
      },
    });
  }

  get url(): string {
    return this.#deps.url;
  }
  get session(): Session {
    return this.#deps.session;
  }
  get account(): AccountId {
    return this.#deps.session.account;
  }
  get device(): DeviceId {
    return this.#deps.session.device;
  }
  get state(): ConnectionState {
    return this.#connection.state;
  }

  /** Takes up what an earlier run left and connects. Resolves online, or with what the store knows where `mayBeOffline`. */
  async start(mayBeOffline: boolean, signal: AbortSignal | undefined): Promise<void> {
    const { fail, store } = this.#deps;
    const [kept] = await Promise.all([
      mayBeOffline && store.read(WELCOME),
      this.#levels.load(),
      this.#outbox.load(),
      mayBeOffline && this.#recallKeptRule(),
    ]);
    const welcome = kept && decodeWelcome(kept);
    if (welcome) {
      this.#takeWelcome(welcome);
      this.#deps.recalled?.(this);
    }
    const settled = Promise.withResolvers<void>();
    const off = this.on("connection", ({ state }) => {
      if (state === "online" || (state === "retrying" && mayBeOffline && this.#welcomes > 0)) settled.resolve();
      else if (state === "retrying") settled.reject(this.#whyNotOnline());
      else if (state === "expired") settled.reject(fail("signed-out"));
    });
    const abort = () => settled.reject(fail("cancelled"));
    signal?.addEventListener("abort", abort);
    if (signal?.aborted) abort();
    else this.#connection.start();
    try {
      await settled.promise;
    } finally {
      off();
      signal?.removeEventListener("abort", abort);
    }
  }

  on<T extends ClientEventType>(type: T, listener: (event: ClientEventOf<T>) => void): () => void {
    return this.#events.on(type, listener);
  }

  events(signal?: AbortSignal): AsyncIterable<ClientEvent> {
    return this.#events.read(signal);
  }

  retryNow(): void {
    this.#connection.retryNow();
  }

  async rooms(): Promise<readonly LiveRoom[]> {
    return this.#named();
  }

  async room(nameOrId: string): Promise<LiveRoom> {
    const { api, fail } = this.#deps;
    const known = this.#book.all().find(({ id }) => id === nameOrId);
    if (known !== undefined) {
      await known.load();
      return known;
    }
    const { findRoom } = await import("./rooms/find-room.ts");
    const deps = { people: this.#people, fail };
    const held = await findRoom(nameOrId, await this.#named(), deps);
    if (held !== undefined) return held;
    for (const answer of (await api.call("rooms", undefined)).rooms) this.#book.noteAnswer(answer);
    const found = await findRoom(nameOrId, await this.#named(), deps);
    if (found === undefined) throw fail("not-found", { detail: "no room of this name or id" });
    return found;
  }

  async createRoom({ kind = "group", members = [], level = "sealed", ...room }: NewRoom): Promise<LiveRoom> {
    const { api } = this.#deps;
    const { id = this.#newRoomId() } = room;
    if (level === "sealed")
      return this.#book.noteAnswer(await api.call("createRoom", { ...room, id, kind, members: [...members] }));
    return (await this.#groupRooms()).create({ ...{ name: "", topic: "" }, ...room, id, kind, level, members });
  }

  async importInto(source: ImportSource, room: NewRoom): Promise<RoomImport> {
    return (await this.#groupRooms()).importInto(source, room);
  }

  #newRoomId(): RoomId {
    return idFromDigest<RoomId>(this.#deps.platform.randomBytes(16));
  }

  async changeLevel(room: Room, level: ProtectionLevel): Promise<LiveRoom> {
    return (await this.#groupRooms()).changeLevel(room, level);
  }

  async #groupRooms() {
    const { groupRooms } = await import("./rooms/group-rooms.ts");
    return groupRooms({
      ...this.#deps,
      ...{ account: this.account, levels: this.#levels, book: this.#book, client: this },
      groups: () => this.#loadGroups(),
      newRoomId: () => this.#newRoomId(),
    });
  }

  async people(page: ApiInput<"people"> = {}) {
    const answer = await this.api("people", page);
    this.#people.note(answer.people);
    return answer;
  }

  async person(id: AccountId): Promise<Person> {
    await this.#people.learn([id]);
    const known = this.#people.known(id);
    if (known === undefined) throw this.#deps.fail("not-found");
    return known;
  }

  me(): Promise<Person> {
    return this.api("me", undefined);
  }

  async permissions() {
    return (await this.api("permissions", undefined)).may;
  }

  invite(invitation: ApiInput<"invite"> = {}) {
    return this.api("invite", invitation);
  }

  async invitations() {
    return (await this.api("invitations", undefined)).invitations;
  }

  async withdrawInvitation(invitation: InvitationId): Promise<void> {
    await this.api("withdrawInvitation", undefined, { invitation });
  }

  async devices() {
    return (await this.api("devices", undefined)).devices;
  }

  async removeDevice(device: DeviceId): Promise<void> {
    // A device that is on the signed list goes from there; the server alone cannot take its keys away.
    if (await isListedHere(this.#deps.store)) await this.identity.revoke(device);
    else await this.api("removeDevice", undefined, { device });
  }

  async endOtherSessions(): Promise<void> {
    await this.api("endOtherSessions", undefined);
  }
  async endSession(session: SessionId): Promise<void> {
    await this.api("endSession", undefined, { session });
  }

  async changePassword(oldPassword: string, newPassword: string): Promise<void> {
    await this.api("changePassword", { old: oldPassword, new: newPassword });
  }

  async erase(erasure: ApiInput<"erase">) {
    const { withEdits } = await import("./erasures/erase.ts");
    return this.api("erase", await withEdits(erasure, (room) => this.#book.get(room)?.endToEnd));
  }

  async erasures() {
    return (await this.api("erasures", undefined)).erasures;
  }

  async withdrawErasure(erasure: ErasureId): Promise<void> {
    await this.api("withdrawErasure", undefined, { erasure });
  }

  async signOut(): Promise<void> {
    await this.api("signOut", undefined);
    await this.close();
  }

  async setAway(away: boolean): Promise<void> {
    await this.#connection.request({ case: "setPresence", value: { away } }, "done");
  }

  presenceOf(account: AccountId): Presence {
    return this.#book.presenceOf(account);
  }

  async setStatus(status: ApiInput<"setStatus">): Promise<void> {
    await this.api("setStatus", status);
  }

  async ownReports() {
    return (await this.api("ownReports", undefined)).reports;
  }

  async marks() {
    return (await this.api("marks", undefined)).marks;
  }

  async mark({ room, seq, mark }: Pick<MarkAnswer, "room" | "seq" | "mark">, on: boolean): Promise<void> {
    await this.api("setMark", { mark, on }, { room, seq });
  }

  async search(query: string, options: SearchOptions = {}): Promise<FoundMessages> {
    const { searchMessages } = await import("./search/search-messages.ts");
    return searchMessages(query, options, { api: this.#deps.api, people: this.#people, rooms: this.#book.all() });
  }

  api<N extends ApiName>(name: N, input: ApiInput<N>, params?: PathParams, options?: CallOptions) {
    return this.#deps.api.call(name, input, params, options);
  }

  outbox(): readonly PendingSend[] {
    return this.#outbox.pending();
  }

  sending(id: MessageId) {
    return this.#outbox.sending(id);
  }

  async flushed(signal?: AbortSignal): Promise<void> {
    await this.#outbox.flushed(signal);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    await this.#flush();
    this.#deps.stop.abort();
    await this.#connection.close();
    await this.#outbox.close();
    await this.#errands.settled();
    this.#events.end();
    await this.#deps.store.close();
  }

  /** The log is looked at seldom: its proofs and signatures are loaded then. */
  #log(): Promise<LogWatch> {
    const { api, store, platform, fail } = this.#deps;
    const alarm = (detail: string) => this.#events.alarm("log-fork", {}, detail);
    this.#watch ??= import("./audit/log-watch.ts").then(
      ({ LogWatch: Watch }) => new Watch({ api, store, platform, fail, alarm }),
    );
    return this.#watch;
  }

  /** Identity is made of code and of calls that most runs of a program never need. */
  #loadIdentity(): Promise<Identities> {
    const { api, store, platform, fail, session, stop } = this.#deps;
    this.#identities ??= import("./identity/index.ts")
      .then(({ openIdentities }) =>
        openIdentities({
          ...{ api, store, platform, fail, account: session.account, device: session.device },
          errands: this.#errands,
          stop: stop.signal,
          alarm: (kind, where, detail) => this.#events.alarm(kind, where, detail),
          told: (change) => this.#events.tell({ type: "identity", change }),
          enterRooms: async () => {
            await Promise.allSettled(this.#book.all().map(async ({ endToEnd }) => endToEnd?.wake()));
          },
          publish: () => this.#publish(false),
        }),
      )
      .catch((error: unknown) => {
        this.#identities = undefined;
        throw error;
      });
    return this.#identities;
  }

  #startIdentity(): void {
    this.#keepKeyPackages(false);
    // Tests of rooms bring an identity of their own.
    if (this.#deps.identity !== undefined) return;
    this.#errands.run("identity", () => lookAfterIdentity(this.#deps, () => this.#loadIdentity()));
  }

  #deviceEvent(kind: string): void {
    if (kind === "key-packages-low") return this.#keepKeyPackages(true);
    if (kind === "chat-rules") return this.#refreshRules();
    const news = NEWS.find((one) => one === kind);
    if (news !== undefined) return this.#events.tell({ type: news });
    this.#errands.run("device-event", async () => {
      if (await hasDeviceKey(this.#deps.store)) await (await this.#loadIdentity()).noteDeviceEvent(kind);
    });
  }

  async #recallKeptRule(): Promise<void> {
    const kept = await this.#deps.store.read(KEPT_RULE);
    // Nobody waits for code that would say nothing.
    if (kept === undefined || kept.length === 0) return;
    this.#recallRule = (await import("./rooms/chat-rules.ts")).ruleOf(kept);
  }

  #refreshRules(): void {
    this.#errands.run("chat-rules", async () => {
      this.#recallRule = await (await import("./rooms/chat-rules.ts")).toldRule(this.#deps);
      this.#events.tell({ type: "chat-rules" });
    });
  }

  /** A short run leaves nothing behind that others or other devices wait for, if the server can be reached. */
  async #flush(): Promise<void> {
    const { platform } = this.#deps;
    if (this.state !== "online") return;
    const parts = [this.#identities, this.#groups].filter((part) => part !== undefined);
    const done = new AbortController();
    const flushed = Promise.all([
      ...parts.map((part) => part.then((loaded) => loaded.flush()).catch(() => {})),
      ...this.#book.all().map((room) => room.erasures.followed()),
    ]);
    await Promise.race([flushed, platform.sleep(FLUSH_MS, done.signal).catch(() => {})]);
    done.abort();
  }

  #makeConnection(): Connection {
    const { api, platform, fail, logger, session, url } = this.#deps;
    return new Connection({
      url: `${url.replace(/^http/, "ws")}/api/sync?dpop`,
      session,
      platform,
      fail,
      logger,
      isSessionOver: async () => (await import("./session/is-session-over.ts")).isSessionOver(api),
      stateChanged: (state, retryAtMs) => this.#stateChanged(state, retryAtMs),
      welcomed: (welcome) => this.#welcomed(welcome),
      pushed: (body) => this.#book.take(body),
      violated: (detail) => this.#events.alarm("protocol-violation", {}, detail),
    });
  }

  #makeOutbox(): Outbox {
    const { store, platform, fail } = this.#deps;
    return new Outbox({
      store,
      platform,
      fail,
      isOnline: () => this.#connection.state === "online",
      send: async (entry) => {
        const { room, message } = entry;
        const sent = await this.#sendEntry(entry);
        if (sent.room === room && sent.message === message && sent.seq > 0) return sent;
        this.#events.alarm("protocol-violation", { room }, "an ack for another message than the one sent");
        throw fail("network");
      },
      prepare: async (entry) =>
        this.#book
          .get(entry.room)
          ?.endToEnd?.prepare(entry)
          .catch(() => {}),
      dropped: (entry) => this.#errands.run("drop", async () => this.#book.get(entry.room)?.endToEnd?.drop(entry)),
      sent: ({ room, seq }) => this.#errands.run("own", async () => this.#book.get(room)?.noteSent(seq)),
      changed: () => this.#tellConnection(),
    });
  }

  /** Rooms whose names only their members know have them once the store was read. */
  async #named(): Promise<readonly LiveRoom[]> {
    const rooms = this.#book.all();
    await Promise.all(rooms.map((room) => room.load()));
    return rooms;
  }

  #keepKeyPackages(areLow: boolean): void {
    this.#errands.run("key-packages", () => this.#publish(areLow));
  }

  /** Others can take this device into their rooms only while its key packages are there. */
  async #publish(areLow: boolean): Promise<void> {
    const { store, platform } = this.#deps;
    if (!(await hasDeviceKey(store)) || !(areLow || (await mustCheckKeyPackages({ store, platform })))) return;
    await (await this.#loadGroups()).keepKeyPackages(areLow);
  }

  /** What end-to-end rooms need is loaded when the first one is met. */
  #loadGroups(): Promise<Groups> {
    const { store, platform, fail, logger, api, stop, session, keyPackages } = this.#deps;
    const identity = this.#deps.identity ?? (async () => (await this.#loadIdentity()).view);
    this.#groups ??= import("./groups/index.ts").then(async ({ Groups: All }) =>
      All.open({
        ...{ store, platform, fail, logger, api },
        account: session.account,
        device: session.device,
        identity: await identity(),
        send: (value) => this.#connection.request({ case: "send", value }, "sent"),
        ...(keyPackages !== undefined && { keyPackages }),
        log: () => this.#log(),
        isOnline: () => this.#connection.state === "online",
        errands: this.#errands,
        stop: stop.signal,
        alarm: (kind, where, detail) => this.#events.alarm(kind, where, detail),
      }),
    );
    return this.#groups;
  }

  async #sendEntry(entry: OutboxEntry): Promise<WireSent> {
    const { room, message, kind, content, endToEnd = false } = entry;
    // What was written for an end-to-end room is never sent as it is, whatever the room is said to be now.
    if (endToEnd || this.#levels.of(room) !== undefined) {
      const sent = await this.#book.get(room)?.endToEnd?.send(entry);
      if (sent === undefined) throw this.#deps.fail("not-found", { detail: "not in this room any more" });
      return sent;
    }
    const value = { room, message, kind: kindNumber(kind), content };
    return this.#connection.request({ case: "send", value }, "sent");
  }

  /** False when the server welcomes somebody else: nothing it says on this connection is taken. */
  #welcomed(welcome: WireWelcome): boolean {
    const { account, device } = this.#deps.session;
    if (welcome.account !== account || welcome.device !== device) return false;
    const isFirst = !this.#isWelcomed;
    this.#isWelcomed = true;
    this.#takeWelcome(welcome);
    if (isFirst) this.#errands.run("rest", () => this.#begin());
    const value = encodeWelcome(welcome);
    this.#errands.run("keep-welcome", () => this.#deps.store.write([{ key: WELCOME, value }]));
    return true;
  }

  /** What has to be done once in a run and nobody waits for. */
  async #begin(): Promise<void> {
    const { rest, stop } = this.#deps;
    const closed = new Promise((resolve) => stop.signal.addEventListener("abort", resolve, { once: true }));
    await Promise.race([rest(), closed]);
    if (stop.signal.aborted) return;
    this.#startIdentity();
    this.#refreshRules();
    await this.#resumeFiles();
  }

  /** Goes on with messages whose files an earlier run did not bring up. */
  async #resumeFiles(): Promise<void> {
    const { store } = this.#deps;
    if ((await store.list({ prefix: UPLOADING, limit: 1 })).length === 0) return;
    const { dropKept, keptMessages } = await import("./outbox/kept-files.ts");
    for (const kept of await keptMessages(store)) {
      const room = this.#book.get(kept.room);
      // It got as far as the outbox, or this account has left.
      if (room === undefined || this.#outbox.sending(kept.message) !== undefined) await dropKept(store, kept);
      else room.resumeFiles(kept);
    }
  }

  #takeWelcome(welcome: WireWelcome): void {
    this.#book.welcome(welcome, this.#welcomes === 0);
    this.#welcomes++;
  }

  #stateChanged(state: ConnectionState, retryAtMs: number | undefined): void {
    this.#retryAtMs = retryAtMs;
    if (state === "online") this.#outbox.wake();
    this.#tellConnection();
    if (state === "expired") this.#events.tell({ type: "expired" });
  }

  #tellConnection(): void {
    const retryAtMs = this.#retryAtMs;
    const queued = this.#outbox.queuedCount;
    this.#events.tell({ type: "connection", state: this.state, queued, ...(retryAtMs !== undefined && { retryAtMs }) });
  }

  #whyNotOnline(): WarblerError {
    const { refusal, violation } = this.#connection.lastEnd;
    if (violation !== undefined) return this.#deps.fail("untrusted-server", { detail: violation });
    return this.#deps.fail(refusal ?? "network");
  }
}
