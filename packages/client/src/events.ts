/** What the SDK tells, as one union: the same values come through `on` and through `events()`. */
import type { AccountId, RoomId } from "@warbler/protocol";
import type { Room } from "./rooms/room.ts";
import type { TimelineMessage } from "./timeline/timeline-message.ts";

export type ConnectionState = "online" | "connecting" | "retrying" | "offline" | "expired";

/** What a client noticed that an honest server does not do; the content concerned is refused. */
export type AlarmKind =
  /** A record's bytes do not match its commitment, or do not continue the room's chain. */
  | "chain-broken"
  /** A record that was seen before came back with another commitment. */
  | "record-rewritten"
  /** The server named a sequence number and does not deliver the records up to it. */
  | "records-withheld"
  /** A frame or an answer outside the protocol. */
  | "protocol-violation"
  /** An edit, recall or pin by someone who may not. */
  | "forbidden-record"
  /** The audit log rolled back, forked, or changed its key. */
  | "log-fork";

export interface ConnectionEvent {
  readonly type: "connection";
  readonly state: ConnectionState;
  /** While `retrying`: when the next try starts. */
  readonly retryAtMs?: number;
  /** Messages that wait to be sent. */
  readonly queued: number;
}
export interface RoomEvent {
  readonly type: "room";
  readonly change: "added" | "changed" | "left";
  readonly room: Room;
}
export interface MessageEvent {
  readonly type: "message";
  readonly room: Room;
  readonly message: TimelineMessage;
}
export interface TypingEvent {
  readonly type: "typing";
  readonly room: RoomId;
  readonly account: AccountId;
  readonly typing: boolean;
}
export type Presence = "online" | "away" | "offline";
export interface PresenceEvent {
  readonly type: "presence";
  readonly account: AccountId;
  readonly state: Presence;
}
/** The session ended: sign in again and connect with the same store; nothing queued is lost. */
export interface ExpiredEvent {
  readonly type: "expired";
}
export interface AlarmEvent {
  readonly type: "alarm";
  readonly kind: AlarmKind;
  readonly room?: RoomId;
  readonly seq?: number;
  /** What was expected and what came. */
  readonly detail: string;
}

export type ClientEvent =
  | ConnectionEvent
  | RoomEvent
  | MessageEvent
  | TypingEvent
  | PresenceEvent
  | ExpiredEvent
  | AlarmEvent;
export type ClientEventType = ClientEvent["type"];
export type ClientEventOf<T extends ClientEventType> = Extract<ClientEvent, { readonly type: T }>;
