/** What the page knows, kept up by the engine's events: session, connection, rooms, people. Timelines are in timeline-state.ts. */
import type { AccountId, Action, MarkAnswer, Person, RoomId } from "@warbler/protocol";
import type { Presence } from "@warbler/sdk";
import type { Asked } from "../engine/asked.ts";
import type { ConnectionView, MarkPlace, RoomView, SessionView, Snapshot } from "../engine/engine-api.ts";
import type { EngineEvent } from "../engine/engine-event.ts";
import type { UnseenAnswers } from "../engine/unseen-answers.ts";
import { createStore, type Store } from "./store.ts";

export interface Alarm {
  readonly kind: Extract<EngineEvent, { type: "alarm" }>["kind"];
  readonly room?: RoomId;
  readonly account?: AccountId;
}

export interface Typing {
  readonly account: AccountId;
  readonly room: RoomId;
}

export const sessionStore = createStore<SessionView>({ phase: "starting" });
export const connectionStore = createStore<ConnectionView>({ state: "connecting", queued: 0 });
export const roomsStore = createStore<ReadonlyMap<RoomId, RoomView>>(new Map());
export const peopleStore = createStore<ReadonlyMap<AccountId, Person>>(new Map());
export const presenceStore = createStore<ReadonlyMap<AccountId, Presence>>(new Map());
export const draftsStore = createStore<ReadonlySet<RoomId>>(new Set());
/** By `markKey`. */
export const marksStore = createStore<ReadonlyMap<string, MarkAnswer>>(new Map());
/** By room: answers in its threads that were not seen. */
export const threadsStore = createStore<ReadonlyMap<RoomId, UnseenAnswers>>(new Map());
/** What the person's roles in the organisation let them do; undefined until it is known. */
export const permissionsStore = createStore<ReadonlySet<Action> | undefined>(undefined);
/** Counts what the server told of access reviews: what waits is asked for again then. */
export const reviewNewsStore = createStore(0);
export const typingStore = createStore<readonly Typing[]>([]);
/** What the person is asked before something goes on. */
export const askedStore = createStore<Asked | undefined>(undefined);
export const alarmsStore = createStore<readonly Alarm[]>([]);

/** Beyond this many the first ones tell enough. */
const MOST_ALARMS = 20;

export function takeSnapshot(snapshot: Snapshot): void {
  const { session, connection, rooms, people, presence, drafts, marks, threads, permissions } = snapshot;
  roomsStore.set(new Map(rooms.map((room) => [room.id, room])));
  peopleStore.set(new Map(people.map((person) => [person.id, person])));
  presenceStore.set(presence);
  draftsStore.set(new Set(drafts));
  takeMarks(marks);
  threadsStore.set(threads);
  if (permissions !== undefined) permissionsStore.set(new Set(permissions));
  connectionStore.set(connection);
  sessionStore.set(session);
}

/** Takes what concerns no single timeline. */
export function takeEvent(event: EngineEvent): void {
  switch (event.type) {
    case "session":
      return takeSession(event.session);
    case "connection":
      return connectionStore.set(event.connection);
    case "room":
      return put(roomsStore, event.room.id, event.room);
    case "room-left": {
      const rooms = new Map(roomsStore.get());
      rooms.delete(event.room);
      return roomsStore.set(rooms);
    }
    case "people": {
      const people = new Map(peopleStore.get());
      for (const person of event.people) people.set(person.id, person);
      return peopleStore.set(people);
    }
    case "presence":
      return put(presenceStore, event.account, event.state);
    case "typing": {
      const others = typingStore.get().filter(({ account, room }) => account !== event.account || room !== event.room);
      return typingStore.set(event.typing ? [...others, { account: event.account, room: event.room }] : others);
    }
    case "draft": {
      const drafts = new Set(draftsStore.get());
      if (event.draft === undefined) drafts.delete(event.room);
      else drafts.add(event.room);
      return draftsStore.set(drafts);
    }
    case "alarm": {
      const { kind, room, account } = event;
      const alarm = { kind, ...(room !== undefined && { room }), ...(account !== undefined && { account }) };
      return alarmsStore.set([...alarmsStore.get(), alarm].slice(0, MOST_ALARMS));
    }
    case "message": {
      // Whoever has written is not writing any more.
      const { author, room } = event.message;
      const typing = typingStore.get();
      const others = typing.filter((one) => one.account !== author.id || one.room !== room);
      if (others.length < typing.length) typingStore.set(others);
      return;
    }
    case "asked":
      return askedStore.set(event.asked);
    case "marks":
      return takeMarks(event.marks);
    case "threads":
      return put(threadsStore, event.room, event.unseen);
    case "permissions":
      return permissionsStore.set(new Set(event.permissions));
    case "review":
      return reviewNewsStore.set(reviewNewsStore.get() + 1);
    case "change":
    case "event":
    case "read":
    case "pending":
    case "pending-gone":
    case "refused":
    case "transfer":
    case "locked":
    case "chat-rules":
    case "reports":
    case "acts":
    case "security":
    case "urgent":
    case "emergency":
    case "unlocked":
    case "import":
    case "identity":
    case "approval-number":
    case "approval-over":
      return;
  }
}

/** A room is left unread from one place, so its number is no part of the key. */
export function markKey({ mark, room, seq }: MarkPlace): string {
  return mark === "unread" ? `${mark} ${room}` : `${mark} ${room} ${seq}`;
}

function takeMarks(marks: readonly MarkAnswer[]): void {
  marksStore.set(new Map(marks.map((mark) => [markKey(mark), mark])));
}

function takeSession(session: SessionView): void {
  if (session.phase === "signed-out") {
    roomsStore.set(new Map());
    peopleStore.set(new Map());
    presenceStore.set(new Map());
    draftsStore.set(new Set());
    marksStore.set(new Map());
    threadsStore.set(new Map());
    permissionsStore.set(undefined);
    alarmsStore.set([]);
  }
  sessionStore.set(session);
}

function put<K, V>(store: Store<ReadonlyMap<K, V>>, key: K, value: V): void {
  if (store.get().get(key) === value) return;
  store.set(new Map(store.get()).set(key, value));
}
