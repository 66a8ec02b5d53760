/** The rooms of a signed-in client, kept up with what the server says, which names only rooms that it has introduced. */
import {
  type AccountId,
  type ApiAnswer,
  isId,
  LIMITS,
  MARK_KINDS,
  type ProtectionLevel,
  type RoomId,
} from "@warbler/protocol";

import { WarblerError } from "../errors.ts";
import type { ClientEvent, Presence } from "../events.ts";
import type { ServerBody, ServerValues, WireMark, WireRoom, WireWelcome } from "../wire/server-frame.ts";
import type { KnownLevels } from "./known-levels.ts";
import { LiveRoom } from "./live-room.ts";
import type { RoomDeps } from "./room-deps.ts";
import { infoFromAnswer, infoFromWire, type RoomInfo } from "./room-info.ts";

/** People whose presence is remembered. */
const MOST_PRESENT = 50_000;
/** Unknown rooms asked about at one time. */
const MOST_ASKED = 32;

export interface RoomBookDeps {
  readonly levels: KnownLevels;
  readonly room: RoomDeps;
  readonly tell: (event: ClientEvent) => void;
  readonly violated: (detail: string) => void;
  /** Something happened to this account's devices or keys. */
  readonly deviceEvent: (kind: string) => void;
}

export class RoomBook {
  readonly #deps: RoomBookDeps;
  readonly #rooms = new Map<RoomId, LiveRoom>();
  readonly #presence = new Map<AccountId, Presence>();
  readonly #left = new Set<RoomId>();
  readonly #asked = new Set<RoomId>();

  constructor(deps: RoomBookDeps) {
    this.#deps = deps;
  }

  all(): readonly LiveRoom[] {
    return [...this.#rooms.values()];
  }

  get(id: RoomId): LiveRoom | undefined {
    return this.#rooms.get(id);
  }

  presenceOf(account: AccountId): Presence {
    return this.#presence.get(account) ?? "offline";
  }

  /** All rooms as of now; those that are missing were left. `isFirst`: nothing is told of rooms that are merely listed. */
  welcome({ rooms, online }: WireWelcome, isFirst: boolean): void {
    this.#presence.clear();
    for (const account of online.slice(0, MOST_PRESENT))
      if (isId<AccountId>(account)) this.#presence.set(account, "online");
    const infos = rooms.slice(0, LIMITS.roomsPerAccount).map(infoFromWire);
    if (rooms.length > LIMITS.roomsPerAccount || infos.includes(undefined))
      this.#deps.violated("a welcome with rooms out of bounds");
    const listed = new Set(infos.flatMap((info) => info?.id ?? []));
    for (const id of this.#rooms.keys()) if (!listed.has(id)) this.#leave(id);
    for (const info of infos) {
      if (info === undefined) continue;
      const room = this.#put(info, !isFirst);
      this.#noteCounts(room, info);
    }
  }

  noteAnswer(answer: ApiAnswer<"room">): LiveRoom {
    return this.#put(infoFromAnswer(answer), true);
  }

  /** Takes one push; what names an unknown room or is no push is refused. */
  take(body: ServerBody): void {
    switch (body.case) {
      case "records":
        return this.#introduced(body.value.room, (room) => room.receive(body.value));
      case "room":
        return this.#takeRoom(body.value);
      case "roomLeft":
        return this.#with(body.value.room, async ({ id }) => this.#leave(id));
      case "readMoved": {
        const { account, seq, room: id } = body.value;
        if (!isId<AccountId>(account)) return this.#deps.violated("a cursor of nobody");
        return this.#with(id, (room) => room.noteRead(account, seq));
      }
      case "typingChanged": {
        const { account, typing, room: id } = body.value;
        if (!isId<AccountId>(account)) return this.#deps.violated("typing by nobody");
        return this.#with(id, async (room) => {
          room.noteTyping(account, typing);
          this.#deps.tell({ type: "typing", room: room.id, account, typing });
        });
      }
      case "presenceChanged":
        return this.#takePresence(body.value);
      case "groupEvent":
        // A room that is not known yet is introduced first, and enters its group then.
        return this.#with(body.value.room, async ({ endToEnd }) => endToEnd?.wake());
      case "deviceEvent":
        return this.#deps.deviceEvent(body.value.kind);
      case "markSet":
        return this.#takeMark(body.value);
      case "statusChanged":
        return this.#takeStatus(body.value);
      case "welcome":
      case "challenge":
      case "sent":
      case "done":
      case "failed":
      case "pong":
        return this.#deps.violated(`an unasked ${body.case}`);
    }
  }

  #takeRoom(wire: WireRoom): void {
    const info = infoFromWire(wire);
    if (info === undefined) return this.#deps.violated("a room out of bounds");
    const room = this.#put(info, true);
    this.#noteCounts(room, info);
  }

  #noteCounts(room: LiveRoom, { lastSeq, erasures }: RoomInfo): void {
    const { errands } = this.#deps.room;
    errands.run("catch-up", () => room.noteLastSeq(lastSeq));
    errands.run("erasures", () => room.erasures.note(erasures));
  }

  #takePresence({ account, state }: { readonly account: string; readonly state: string }): void {
    const known = (["online", "away", "offline"] as const).find((one) => one === state);
    if (!isId<AccountId>(account) || known === undefined) return this.#deps.violated("a presence out of bounds");
    if (known === "offline") this.#presence.delete(account);
    else if (this.#presence.size < MOST_PRESENT) this.#presence.set(account, known);
    this.#deps.tell({ type: "presence", account, state: known });
  }

  #takeMark({ room, seq, mark, on, atMs }: WireMark): void {
    const known = MARK_KINDS.find((one) => one === mark);
    if (!isId<RoomId>(room) || known === undefined || seq === 0) return this.#deps.violated("a mark out of bounds");
    this.#deps.tell({ type: "mark", room, seq, mark: known, on, atMs });
  }

  #takeStatus({ account, text, untilMs }: ServerValues["statusChanged"]): void {
    if (!isId<AccountId>(account) || text.length > LIMITS.statusChars)
      return this.#deps.violated("a status out of bounds");
    const status = text === "" ? {} : { status: { text, ...(untilMs > 0 && { untilMs }) } };
    this.#deps.tell({ type: "status", account, ...status });
  }

  #put(told: RoomInfo, tells: boolean): LiveRoom {
    const info = { ...told, level: this.#levelOf(told) };
    const known = this.#rooms.get(info.id);
    known?.update(info);
    const room = known ?? new LiveRoom(info, this.#deps.room);
    this.#rooms.set(info.id, room);
    this.#left.delete(info.id);
    if (tells) this.#deps.tell({ type: "room", change: known === undefined ? "added" : "changed", room });
    return room;
  }

  /** A room once seen at an end-to-end level stays at it, whatever the server says now. */
  #levelOf({ id, level }: RoomInfo): ProtectionLevel {
    const { levels, room } = this.#deps;
    const held = this.#rooms.get(id)?.level ?? levels.of(id);
    if (held === undefined) room.errands.run("keep-level", () => levels.note(id, level));
    else if (held !== level)
      room.alarm("level-changed", { room: id, seq: 0 }, `the room is at level ${held}, the server says ${level}`);
    return held ?? level;
  }

  #leave(id: RoomId): void {
    const room = this.#rooms.get(id);
    if (room === undefined || !this.#rooms.delete(id)) return;
    this.#left.add(id);
    this.#deps.room.errands.run("left", async () => room.left());
    this.#deps.tell({ type: "room", change: "left", room });
  }

  /** What moves in a room that is not known is of no interest. */
  #with(id: string, work: (room: LiveRoom) => Promise<void>): void {
    const room = isId<RoomId>(id) ? this.#rooms.get(id) : undefined;
    if (room !== undefined) this.#deps.room.errands.run("push", () => work(room));
  }

  /** Records of a room that was not introduced yet: the server is asked whether this account is in it at all. */
  #introduced(id: string, work: (room: LiveRoom) => Promise<void>): void {
    if (!isId<RoomId>(id)) return this.#deps.violated("records of no room");
    const { api, errands } = this.#deps.room;
    const room = this.#rooms.get(id);
    if (room !== undefined) return errands.run("push", () => work(room));
    // Deliveries that were under way when the room was left.
    if (this.#left.has(id) || this.#asked.has(id)) return;
    if (this.#asked.size >= MOST_ASKED) return this.#deps.violated("records of too many unknown rooms");
    this.#asked.add(id);
    errands.run("introduce", async () => {
      try {
        await work(this.noteAnswer(await api.call("room", undefined, { room: id })));
      } catch (error) {
        if (!(error instanceof WarblerError)) throw error;
        if (!error.retryable) this.#deps.violated("records of a room that this account is not in");
      } finally {
        this.#asked.delete(id);
      }
    });
  }
}
