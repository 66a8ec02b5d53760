/** A signed-in client, as a program sees it. */
import type {
  AccountId,
  Action,
  ApiAnswer,
  ApiInput,
  ApiName,
  DeviceAnswer,
  DeviceId,
  EraseAnswer,
  ErasureAnswer,
  ErasureId,
  InvitationId,
  MarkAnswer,
  MessageId,
  Person,
  ProtectionLevel,
  ReportAnswer,
  RoomId,
  RoomKind,
  SessionAnswer,
  SessionId,
} from "@warbler/protocol";
import type { Audit } from "./audit/audit.ts";
import type { ClientEvent, ClientEventOf, ClientEventType, ConnectionState, Presence } from "./events.ts";
import type { IdentityApi, RecoveryApi } from "./identity/identity-api.ts";
import type { PendingSend, Sending } from "./outbox/sending.ts";
import type { Room } from "./rooms/room.ts";
import type { ImportSource, RoomImport } from "./rooms/room-import.ts";
import type { FoundMessages, SearchOptions } from "./search/search.ts";

/** Values for the `:name` parts of an endpoint's path. */
export type PathParams = Readonly<Record<string, string | number>>;

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** 30,000 unless told. */
  readonly deadlineMs?: number;
}

export interface NewRoom {
  /** Chosen by the caller where the call may be repeated: the same id is the same room. */
  readonly id?: RoomId;
  /** May be empty for direct rooms only. */
  readonly name?: string;
  /** `group` unless told. */
  readonly kind?: RoomKind;
  /** `sealed` unless told. */
  readonly level?: ProtectionLevel;
  readonly topic?: string;
  readonly members?: readonly AccountId[];
}

/** What is known of the session: all of it after a sign-in, token, account and device after `token(…)`. */
export type Session = Pick<SessionAnswer, "token" | "account" | "device"> &
  Partial<SessionAnswer> & {
    /** What the session is bound to: to come back to it takes the token and this key. */
    readonly key?: CryptoKeyPair;
  };

export interface Warbler extends AsyncDisposable {
  readonly url: string;
  readonly account: AccountId;
  readonly device: DeviceId;
  readonly session: Session;
  readonly state: ConnectionState;
  on<T extends ClientEventType>(type: T, listener: (event: ClientEventOf<T>) => void): () => void;
  /** Every event from now on. A reader that falls 10,000 events behind ends with `overloaded`. */
  events(signal?: AbortSignal): AsyncIterable<ClientEvent>;
  /**
   * Starts the next try now instead of waiting for it. While online it asks the server for a sign of life, and connects anew
   * when none comes within 10 s: for a machine that woke up or changed its network.
   */
  retryNow(): void;

  rooms(): Promise<readonly Room[]>;
  /** By id, by name, or by the other person's sign-in name for direct rooms. Throws `not-found` or `ambiguous`. */
  room(nameOrId: string): Promise<Room>;
  createRoom(room: NewRoom): Promise<Room>;
  /**
   * Where a conversation of another system goes in this one, end to end encrypted: the room that it went to before, or a new
   * one made like `room`. Called again after an interruption it makes no second room.
   */
  importInto(source: ImportSource, room: NewRoom): Promise<RoomImport>;
  /**
   * Continues the conversation at another protection level, in a new room with the same people; the old one stays to be
   * read. Its owner may do so. Rejects before anything is made where somebody cannot be in an end-to-end room yet.
   */
  changeLevel(room: Room, level: ProtectionLevel): Promise<Room>;
  people(page?: { readonly after?: AccountId; readonly limit?: number }): Promise<ApiAnswer<"people">>;
  /** Throws `not-found`. */
  person(id: AccountId): Promise<Person>;
  me(): Promise<Person>;
  /** What this account's roles in the organisation let it do now. A `permissions` event tells when to ask again. */
  permissions(): Promise<readonly Action[]>;
  invite(invitation?: ApiInput<"invite">): Promise<ApiAnswer<"invite">>;
  invitations(): Promise<ApiAnswer<"invitations">["invitations"]>;
  withdrawInvitation(id: InvitationId): Promise<void>;
  devices(): Promise<readonly DeviceAnswer[]>;
  /**
   * Takes a device away for good. One that is on the signed list goes off it by a new version, signed here: identity key and keychain
   * segment are new, its sessions end, and the next commit in each end-to-end room removes it; until then nothing is sent there. Of one that was never let in, only its
   * sessions end: it has no keys. What a device has read it keeps.
   */
  removeDevice(id: DeviceId): Promise<void>;
  endSession(id: SessionId): Promise<void>;
  /** Everything that is signed in as this account, except for this. */
  endOtherSessions(): Promise<void>;
  changePassword(oldPassword: string, newPassword: string): Promise<void>;
  /** Destroys the keys of records (for owners): of one message at once, of more when it is due. `dryRun` only counts. */
  erase(erasure: ApiInput<"erase">): Promise<EraseAnswer>;
  erasures(): Promise<readonly ErasureAnswer[]>;
  /** As long as it waits. */
  withdrawErasure(id: ErasureId): Promise<void>;
  /** Ends the session on the server and closes; what is queued stays in the store. */
  signOut(): Promise<void>;
  setAway(away: boolean): Promise<void>;
  /** As last told; large rooms do not tell. */
  presenceOf(account: AccountId): Presence;
  /** Says what one is doing, until a time or until it is changed; an empty text takes it back. Others see it. */
  setStatus(status: ApiInput<"setStatus">): Promise<void>;
  /** What this account reported, and what became of it, the newest first. A `reports` event tells of changes. */
  ownReports(): Promise<readonly ReportAnswer[]>;
  /** What this account saved for later, hid from itself and left unread, the newest first. */
  marks(): Promise<readonly MarkAnswer[]>;
  /** Sets or takes back a mark on a record, for this account alone and on all its devices. */
  mark(record: Pick<MarkAnswer, "room" | "seq" | "mark">, on: boolean): Promise<void>;

  search(query: string, options?: SearchOptions): Promise<FoundMessages>;
  readonly audit: Audit;
  /** Who this account and others are, end to end: devices, approvals, safety numbers. */
  readonly identity: IdentityApi;
  /** How the account comes back when its devices are gone. */
  readonly recovery: RecoveryApi;
  /** A call of the HTTP interface, its answer parsed with the protocol's schema. */
  api<N extends ApiName>(
    name: N,
    input: ApiInput<N>,
    params?: PathParams,
    options?: CallOptions,
  ): Promise<ApiAnswer<N>>;
  outbox(): readonly PendingSend[];
  /** The sending behind an entry of the outbox, also after a restart. */
  sending(id: MessageId): Sending | undefined;
  /** Resolves when nothing is queued any more (failed messages do not count), or rejects with the signal's reason. */
  flushed(signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
