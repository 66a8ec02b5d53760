/** Follows a signed-in client and tells the page what happens, as plain data. */
import type { AccountId, Action, MessageId, Person, RoomId } from "@warbler/protocol";
import { type Presence, type Room, type Sending, type TimelineMessage, type Warbler, WarblerError } from "@warbler/sdk";
import { reportDefect } from "./defect.ts";
import type { PendingView, Preview, RoomView } from "./engine-api.ts";
import type { EngineEvent } from "./engine-event.ts";
import { failureOf } from "./failure.ts";
import { onOnline } from "./on-online.ts";
import { pendingFromOutbox, previewOf, roomViewOf } from "./views.ts";

/** Rooms whose newest message is looked up for the list; in the others it shows once somebody writes. */
const PREVIEWED_ROOMS = 40;
const DIRECTORY_PAGE = 500;
const MOST_ASKED = 500;

export class Feed {
  readonly #me: Warbler;
  readonly #tell: (event: EngineEvent) => void;
  readonly #previews = new Map<RoomId, Preview>();
  readonly #newest = new Map<RoomId, MessageId>();
  readonly #followed = new Set<RoomId>();
  readonly #pending = new Map<PendingView["id"], PendingView>();
  readonly #people = new Map<AccountId, Person>();
  readonly #asked = new Map<AccountId, Promise<void>>();
  #permissions: readonly Action[] | undefined;

  constructor(me: Warbler, tell: (event: EngineEvent) => void) {
    this.#me = me;
    this.#tell = tell;
    me.on("room", ({ change, room }) => {
      if (change === "left") tell({ type: "room-left", room: room.id });
      else this.tellRoom(room);
    });
    me.on("message", ({ room, message }) => this.#heard(room, message));
    me.on("typing", ({ room, account, typing }) => tell({ type: "typing", room, account, typing }));
    me.on("presence", ({ account, state }) => tell({ type: "presence", account, state }));
    me.on("status", ({ account, status }) => {
      const known = this.#people.get(account);
      if (known === undefined) return this.know([account]);
      const { status: _before, ...person } = known;
      this.#met([status === undefined ? person : { ...person, status }]);
    });
    me.on("reports", () => tell({ type: "reports" }));
    me.on("urgent", () => tell({ type: "urgent" }));
    me.on("emergency", () => tell({ type: "emergency" }));
    me.on("security", () => tell({ type: "security" }));
    me.on("acts", () => tell({ type: "acts" }));
    me.on("chat-rules", () => tell({ type: "chat-rules" }));
    me.on("permissions", () => this.#lookAtPermissionsLater());
    // What changed while the line was cut was told to nobody.
    onOnline(me, () => this.#lookAtPermissionsLater());
    me.on("review", () => tell({ type: "review" }));
    me.on("identity", ({ change }) => {
      tell({ type: "identity", change });
      // With new keys, what could not be read before can.
      if (change === "devices" || change === "history") this.#lookAgain();
    });
    me.on("alarm", ({ kind, room, account }) => {
      if (account !== undefined) this.know([account]);
      tell({ type: "alarm", kind, ...(room !== undefined && { room }), ...(account !== undefined && { account }) });
    });
  }

  /** Everybody heard of so far. */
  get known(): readonly Person[] {
    return [...this.#people.values()];
  }

  get presence(): ReadonlyMap<AccountId, Presence> {
    const all = [...this.#people.keys()].map((id) => [id, this.#me.presenceOf(id)] as const);
    return new Map(all.filter(([, state]) => state !== "offline"));
  }

  /** Undefined until the server was asked. */
  get permissions(): readonly Action[] | undefined {
    return this.#permissions;
  }

  async lookAtPermissions(): Promise<void> {
    const permissions = await this.#me.permissions();
    this.#permissions = permissions;
    this.#tell({ type: "permissions", permissions });
  }

  #lookAtPermissionsLater(): void {
    inBackground(this.lookAtPermissions());
  }

  async rooms(): Promise<readonly RoomView[]> {
    return (await this.#me.rooms()).map((room) => this.viewOf(room));
  }

  viewOf(room: Room): RoomView {
    const { trouble } = room;
    if (trouble?.kind === "unconfirmed")
      this.know([trouble.by, ...[...trouble.newcomers, ...trouble.changed].map(({ account }) => account)]);
    return roomViewOf(room, this.#previews.get(room.id));
  }

  tellRoom(room: Room): void {
    this.#tell({ type: "room", room: this.viewOf(room) });
  }

  /** From now on everything that happens in the room is told. */
  follow(room: Room): void {
    if (this.#followed.has(room.id)) return;
    this.#followed.add(room.id);
    room.on("change", (message) => {
      this.#tell({ type: "change", message });
      if (this.#newest.get(room.id) === message.id) this.#preview(room, message);
    });
    room.on("event", (event) => {
      this.#tell({ type: "event", event });
      this.know([event.author.id, ...(event.account === undefined ? [] : [event.account])]);
    });
    room.on("read", ({ account, seq }) => this.#tell({ type: "read", room: room.id, account, seq }));
  }

  pendingIn(room: RoomId): readonly PendingView[] {
    return [...this.#pending.values()].filter((pending) => pending.room === room);
  }

  /** What an earlier visit left to be sent. */
  takeUpOutbox(): void {
    for (const entry of this.#me.outbox()) {
      const sending = this.#me.sending(entry.id);
      if (sending !== undefined) this.watch(sending, pendingFromOutbox(entry));
    }
  }

  /** Tells how a message fares until the record has it. Effects on messages are told only when they fail. */
  watch(sending: Sending, first: PendingView): void {
    const { id, room, kind } = first;
    if (kind !== "message") {
      inBackground(
        sending.settled.then(noop, async (error: unknown) => {
          if (!isQuiet(error)) this.#tell({ type: "refused", room, kind, failure: await failureOf(error) });
        }),
      );
      return;
    }
    const put = (change: Partial<PendingView>) => {
      const pending = { ...(this.#pending.get(id) ?? first), ...change };
      this.#pending.set(id, pending);
      this.#tell({ type: "pending", pending });
    };
    put({ state: sending.state });
    sending.on("state", (state) => {
      if (state === "failed") {
        inBackground(
          sending.settled.then(noop, async (error: unknown) => {
            if (isQuiet(error)) return;
            const failure = await failureOf(error);
            // It may be tried again already.
            if (sending.state === state) put({ state, failure });
          }),
        );
      } else put({ state });
    });
  }

  gone({ id, room }: Pick<PendingView, "id" | "room">): void {
    if (this.#pending.delete(id)) this.#tell({ type: "pending-gone", room, id });
  }

  pendingOf(id: PendingView["id"]): PendingView | undefined {
    return this.#pending.get(id);
  }

  know(ids: readonly AccountId[]): void {
    this.lookUp(ids).catch(() => undefined);
  }

  /** People who came after the directory was read are asked for by id. Resolves when all that is known of these is known here. */
  async lookUp(ids: readonly AccountId[]): Promise<void> {
    for (;;) {
      const unknown = [...new Set(ids)].filter((id) => !this.#people.has(id));
      const fresh = unknown.filter((id) => !this.#asked.has(id)).slice(0, MOST_ASKED);
      if (fresh.length > 0) this.#ask(fresh);
      await Promise.all(unknown.flatMap((id) => this.#asked.get(id) ?? []));
      if (fresh.length === 0) return;
    }
  }

  #ask(ids: AccountId[]): void {
    const asking = this.#me.api("lookUpPeople", { ids }).then(({ people }) => this.#met(people));
    for (const id of ids) this.#asked.set(id, asking);
    asking.catch(() => {
      for (const id of ids) this.#asked.delete(id);
    });
  }

  /** Who is as they were is told of no more: a picker reads the whole directory each time it opens. */
  #met(met: readonly Person[]): void {
    const people = met.filter((one) => JSON.stringify(this.#people.get(one.id)) !== JSON.stringify(one));
    if (people.length === 0) return;
    for (const one of people) this.#people.set(one.id, one);
    this.#tell({ type: "people", people });
    // Who is not told of is away from here: in a large organisation that is nearly everybody.
    for (const { id } of people) {
      const state = this.#me.presenceOf(id);
      if (state !== "offline") this.#tell({ type: "presence", account: id, state });
    }
  }

  /** Everybody in the organisation, page by page; `rest` between two pages lets what somebody waits for go first. */
  async directory(rest: () => Promise<void> = async () => undefined) {
    const all = [];
    let after: AccountId | undefined;
    for (;;) {
      const { people, more } = await this.#me.people({ limit: DIRECTORY_PAGE, ...(after !== undefined && { after }) });
      this.#met(people);
      all.push(...people);
      after = people.at(-1)?.id;
      if (!more || after === undefined) return all;
      await rest();
    }
  }

  /** The newest message of each room, for the list. One room at a time, each after `rest`. */
  async previewRooms(rest: () => Promise<unknown> = async () => undefined): Promise<void> {
    const rooms = (await this.#me.rooms()).toSorted((a, b) => b.unread - a.unread || b.lastSeq - a.lastSeq);
    for (const room of rooms.slice(0, PREVIEWED_ROOMS)) {
      if (this.#previews.has(room.id)) continue;
      await rest();
      const [newest] = await room.history({ limit: 1 });
      if (newest !== undefined) this.#preview(room, newest);
    }
  }

  #lookAgain(): void {
    this.#previews.clear();
    inBackground(this.previewRooms());
  }

  #heard(room: Room, message: TimelineMessage): void {
    this.know([message.author.id]);
    const isNews = message.author.id !== this.#me.account && !message.imported && message.seq > room.readSeq;
    this.#tell({ type: "message", message, isNews });
    this.gone({ id: message.id, room: room.id });
    this.#preview(room, message);
  }

  #preview(room: Room, message: TimelineMessage): void {
    this.#newest.set(room.id, message.id);
    this.#previews.set(room.id, previewOf(message));
    this.tellRoom(room);
  }
}

const noop = (): void => undefined;

/** Taken back by the person, or left for the next session. */
function isQuiet(error: unknown): boolean {
  return error instanceof WarblerError && (error.code === "cancelled" || error.code === "closed");
}

function inBackground(work: Promise<void>): void {
  work.catch(reportDefect);
}
