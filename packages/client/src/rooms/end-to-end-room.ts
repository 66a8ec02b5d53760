/**
 * What a room at an end-to-end level needs beside what every room has: an engine that holds its keys. The engine is loaded
 * when the first such room is met; until then the room can be named and listed.
 */
import type { AccountId, ProtectionLevel, RoomId, RoomRole } from "@warbler/protocol";
import type { ErasureReach } from "../erasures/erasure-reach.ts";
import type { ClaimedDevice } from "../groups/claim-devices.ts";
import type { OutboxEntry } from "../outbox/outbox-entry.ts";
import type { FoundTexts, TextSearch } from "../search/search-messages.ts";
import type { RoomRecord } from "../sync/room-record.ts";
import type { Arrival, RoomSync } from "../sync/room-sync.ts";
import type { OpenedRecord } from "../timeline/opened-record.ts";
import type { WireSent } from "../wire/server-frame.ts";
import type { RecordReader } from "./record-reader.ts";
import type { ImportSource, RoomImport } from "./room-import.ts";
import type { RoomInfo } from "./room-info.ts";
import type { RoomMembership } from "./room-membership.ts";
import type { RoomTrouble, UnconfirmedGroup } from "./room-trouble.ts";

/** What only the members know of their room; what is absent is not known yet. */
export interface RoomFacts {
  readonly name: string;
  readonly topic: string;
  readonly unreadMentions: number;
  readonly myRole?: RoomRole;
  readonly memberCount?: number;
  /** The other person of a direct room. */
  readonly other?: AccountId;
  readonly trouble?: RoomTrouble;
}

/** How a room's group is made by whoever made the room. */
export interface NewGroupRoom {
  readonly level: ProtectionLevel;
  readonly name: string;
  readonly topic: string;
  readonly members: readonly AccountId[];
  /** Those of the members, and the further ones of whoever makes it, which read from the first message on as well. */
  readonly devices: readonly ClaimedDevice[];
  readonly predecessor?: RoomId;
}

/** The room, as its engine needs it. */
export interface EngineHost {
  readonly id: RoomId;
  readonly sync: RoomSync;
  info(): RoomInfo;
  /** The members' word on name, roles and counts; it stands above the server's. True when anything is different now. */
  learn(facts: RoomFacts): boolean;
  /** Sends name and topic as a record; resolves with its number in the room. */
  describe(name: string, topic: string): Promise<number>;
  /** Records that can be shown now, or say something else than before. */
  opened(records: readonly OpenedRecord[], arrival: Arrival, restarted: boolean): void;
}

/** One room's engine, as the room needs it. */
export interface EndToEndRoom {
  readonly membership: RoomMembership;
  readonly records: RecordReader;
  /** The store has these records. */
  committed(records: readonly RoomRecord[], arrival: Arrival, restarted: boolean): Promise<void>;
  /** The server named the room's last record. */
  noteLastSeq(seq: number): Promise<void>;
  /** This account's cursor moved. */
  noteRead(seq: number): Promise<void>;
  /** One try to send what the outbox holds; rejects with the refusal. */
  send(entry: OutboxEntry): Promise<WireSent>;
  /** Encrypts and stores ahead what will be sent next. */
  prepare(entry: OutboxEntry): Promise<void>;
  /** Forgets what was encrypted of an entry that no server has and nobody will send. */
  drop(entry: OutboxEntry): Promise<void>;
  /** Looks through what this device holds of the room. */
  find(search: TextSearch): Promise<FoundTexts>;
  /** Makes the group of a room that this account has just made. */
  begin(room: NewGroupRoom): Promise<void>;
  /** Something waits for this device in the room. */
  wake(): Promise<void>;
  /** Goes on with the people that were shown; where none were, begins the room's group anew. */
  repair(shown?: UnconfirmedGroup): Promise<void>;
  /** Destroys what this device holds of these records and of what was done to them, with the keys that open them. */
  destroy(reach: ErasureReach): Promise<void>;
  /** The records by which the message was edited, as far as this device can read them. */
  editsOf(seq: number): Promise<readonly number[]>;
  /** The server says that this account is not in the room any more. */
  left(): Promise<void>;
  /** Goes on with the import of a source into this room, or begins it. */
  bringIn(source: ImportSource): Promise<RoomImport>;
  pins(): Promise<readonly { readonly seq: number; readonly by: AccountId; readonly atMs: number }[]>;
}

export type EnterRoom = (host: EngineHost) => Promise<EndToEndRoom>;
