/** What the SDK tells, as one union: the same values come through `on` and through `events()`. */
import type { AccountId, MarkAnswer, RoomId, Status } from "@warbler/protocol";
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
  /** The account's keychain on the server was cut short, or is another one than before. */
  | "keychain-broken"
  /** The audit log rolled back, forked, or changed its key. */
  | "log-fork"
  /** The server says that messages were erased, and the log does not show it; they are kept. */
  | "erasure-unproven"
  /** The server gave a room another protection level than the one it was made with. */
  | "level-changed"
  /** The log of everyone's devices rolled back, forked, or shows this account what it did not do. */
  | "identity-fork"
  /** The log of everyone's devices has not been renewed for more than a day. */
  | "identity-stale"
  /** A person's identity is another than the one known here: nothing is sent to them until it is accepted. */
  | "identity-changed"
  /** A device that its account has not listed is in a group, or was to be taken into one. */
  | "device-unlisted"
  /** Members of one room do not agree on its group: the server shows them different histories. */
  | "group-forked"
  /** A change of a room's members, roles or settings by someone who may not make it. */
  | "group-forbidden"
  /** The audit log shows that this account was suspended or has left, and the server goes on serving it. */
  | "standing-contradicted"
  /** A record whose ciphertext, signature or key is not what its author sent. */
  | "content-mismatch"
  /** A key package that its device did not make, or that is out of date. */
  | "key-package-invalid";

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
/** A mark of this account was set or taken back, on whatever device. */
export interface MarkEvent extends MarkAnswer {
  readonly type: "mark";
  readonly on: boolean;
}
/** What a person says they are doing; `status` is absent when it was taken back. */
export interface StatusEvent {
  readonly type: "status";
  readonly account: AccountId;
  readonly status?: Status;
}
/** What this account may do in the organisation may have changed: ask for its permissions again. */
export interface PermissionsEvent {
  readonly type: "permissions";
}
/** The rules of conversations changed: how long messages can be taken back, who sees receipts. */
export interface ChatRulesEvent {
  readonly type: "chat-rules";
}
/** Something became of a report: of one's own, or, for whoever handles them, of any. */
export interface ReportsEvent {
  readonly type: "reports";
}
/** Something became of an act under dual control: of one's own, or, for whoever may approve, of any. */
export interface ActsEvent {
  readonly type: "acts";
}
/** What the organisation asks of passwords, second factors and app locks changed. */
export interface SecurityEvent {
  readonly type: "security";
}
/** Somebody calls this account to an urgent message, or has seen one that it called them to. */
export interface UrgentEvent {
  readonly type: "urgent";
}
/** Somebody took a role in an emergency, or it ended or was judged: oneself, or, for whoever may see it, anybody. */
export interface EmergencyEvent {
  readonly type: "emergency";
}
/** The session ended: sign in again and connect with the same store; nothing queued is lost. */
export interface ExpiredEvent {
  readonly type: "expired";
}
/** "approval": a device asks to be let in, or its request went on. "recovery": recovery was set or used, on any device. "access": somebody recovers this account's access. "account": a sign-in from somewhere new, another password or factor, or a device that an officer took away. */
/** "drafts": another device of the account sent what was begun there. */
export type IdentityChange = "approval" | "devices" | "recovery" | "history" | "access" | "drafts" | "account";
/** Something about this account's own devices and keys is to be looked at again. */
export interface IdentityEvent {
  readonly type: "identity";
  readonly change: IdentityChange;
}
/** An access review waits for this account, reminds it, or ended. */
export interface ReviewEvent {
  readonly type: "review";
}
export interface AlarmEvent {
  readonly type: "alarm";
  readonly kind: AlarmKind;
  readonly room?: RoomId;
  readonly seq?: number;
  /** The person concerned, or who said what contradicts this client's own view. */
  readonly account?: AccountId;
  /** What was expected and what came. */
  readonly detail: string;
}

export type ClientEvent =
  | ConnectionEvent
  | RoomEvent
  | MessageEvent
  | TypingEvent
  | PresenceEvent
  | MarkEvent
  | StatusEvent
  | PermissionsEvent
  | ChatRulesEvent
  | ReportsEvent
  | ActsEvent
  | SecurityEvent
  | UrgentEvent
  | EmergencyEvent
  | ExpiredEvent
  | IdentityEvent
  | ReviewEvent
  | AlarmEvent;
export type ClientEventType = ClientEvent["type"];
export type ClientEventOf<T extends ClientEventType> = Extract<ClientEvent, { readonly type: T }>;
