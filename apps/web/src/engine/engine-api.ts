/**
 * The engine: the SDK, its store and its one connection, running in a worker apart from the page. A page asks through
 * `Engine` and hears `EngineEvent`s; everything that crosses is plain data.
 */
import type {
  AccessLinkAnswer,
  AccessRecovery,
  AccessRecoveryId,
  AccountId,
  Action,
  ActRequestAnswer,
  ApiAnswer,
  ApiInput,
  ApiName,
  ApprovalId,
  DeviceAnswer,
  DeviceId,
  FactorList,
  MarkAnswer,
  MessageId,
  OrgRole,
  PasskeyAnswer,
  PasskeyId,
  Person,
  ProtectionLevel,
  ReportAnswer,
  ReportId,
  RoomId,
  RoomKind,
  RoomRole,
  SearchedPart,
  SecuritySettings,
  SessionId,
  SsoBegun,
  SsoChoices,
  SsoReturn,
} from "@warbler/protocol";
import type {
  Attachment,
  ConnectionState,
  FoundMessages,
  IdentityState,
  Member,
  NewReport,
  OwnDevice,
  PathParams,
  Presence,
  ProofFile,
  ProofFlaw,
  Recovered,
  RecoverySecret,
  RecoveryStatusOf,
  RoomTrouble,
  SafetyNumberOf,
  SendingState,
  StripNotice,
  TimelineEvent,
  TimelineMessage,
  UnconfirmedGroup,
  WaitingApproval,
} from "@warbler/sdk";
import type { OpenedReport } from "@warbler/sdk/admin";
import type { Answered } from "./asked.ts";
import type { ImportLevel, ImportView } from "./imports/import-view.ts";
import type { ReviewCalls } from "./review-calls.ts";
import type { UnseenAnswers } from "./unseen-answers.ts";
import type { LockSecret, NewLock } from "./vault/app-lock.ts";

/** Who is signed in on this device. */
export interface Me {
  readonly account: AccountId;
  readonly device: DeviceId;
  readonly handle: string;
  readonly name: string;
  readonly role: OrgRole;
  readonly organisation: string;
  /** Whether what this device holds outlives the tab. */
  readonly storage: "vault" | "memory";
  readonly lock?: LockView;
}

/** What the app lock asks for: the secret that this passkey gives for this salt, or the password. */
export interface LockView {
  readonly means: "passkey" | "password";
  readonly salt: Uint8Array;
  readonly credential?: Uint8Array;
}

export type SessionView =
  | { readonly phase: "starting" }
  | {
      readonly phase: "signed-out";
      /** Unknown while the server cannot be reached. */
      readonly organisation?: string;
      readonly state: "ready" | "needs-set-up" | "unreachable";
      /** Who was signed in here last. */
      readonly handle?: string;
      /** Somebody was, and the browser has lost the key of their session. */
      readonly isKeyLost?: boolean;
    }
  /** Nothing can be read, and the server is not asked anything, before the lock is opened. */
  | { readonly phase: "locked"; readonly name: string; readonly organisation: string; readonly lock: LockView }
  | { readonly phase: "signed-in"; readonly me: Me }
  /** The server ended the session: what is on the screen stays, and signing in again goes on from here. */
  | { readonly phase: "expired"; readonly me: Me };

export interface ConnectionView {
  readonly state: ConnectionState;
  readonly queued: number;
  readonly retryAtMs?: number;
}

/** The newest message of a room, in short. */
export interface Preview {
  readonly author: AccountId;
  readonly importedAuthor?: string;
  readonly text: string;
  readonly files: number;
  readonly recalled: boolean;
  /** Not opened on this device, or not understood. */
  readonly unreadable: boolean;
  readonly atMs: number;
}

export interface RoomView {
  readonly id: RoomId;
  readonly kind: RoomKind;
  readonly level: ProtectionLevel;
  /** Empty in a direct room, which is called after its other person. */
  readonly name: string;
  readonly topic: string;
  readonly myRole: RoomRole;
  readonly lastSeq: number;
  readonly readSeq: number;
  readonly unread: number;
  readonly unreadMentions: number;
  readonly memberCount: number;
  readonly createdAtMs: number;
  readonly other?: AccountId;
  /** The conversation goes on there, and nothing can be sent here any more. */
  readonly successor?: RoomId;
  readonly predecessor?: RoomId;
  /** Why its encryption does not go on by itself. */
  readonly trouble?: RoomTrouble;
  readonly preview?: Preview;
}

/** What the server enforces in a room, in words of both languages. */
export type ProtectionWords = Readonly<Record<"en" | "zh", string>>;

/** A run of messages, and what happened to the room among them. */
export interface HistoryPage {
  readonly messages: readonly TimelineMessage[];
  readonly events: readonly TimelineEvent[];
}

export interface OpenedRoom extends HistoryPage {
  readonly pending: readonly PendingView[];
}

/** A message of this device that the record does not have yet. */
export interface PendingView {
  readonly id: MessageId;
  readonly room: RoomId;
  readonly kind: "message" | "edit" | "recall" | "reaction" | "pin" | "describe";
  readonly state: SendingState;
  readonly queuedAtMs: number;
  readonly text: string;
  readonly thread?: MessageId;
  readonly replyTo?: MessageId;
  readonly attachments: readonly Attachment[];
  readonly failure?: Failure;
}

export interface DraftView {
  readonly text: string;
  readonly replyTo?: MessageId;
}

export interface OutgoingDraft {
  /** Of a message that stands in its room already. */
  readonly id?: MessageId;
  readonly text: string;
  readonly replyTo?: MessageId;
  readonly thread?: MessageId;
  readonly mentions?: readonly AccountId[];
  readonly mentionAll?: boolean;
  readonly attachments?: readonly Attachment[];
  /** The text tells what the author does, as after "/me". */
  readonly action?: boolean;
}

/** A refusal as it crosses to the page. */
export interface Failure {
  readonly code: string;
  readonly en: string;
  readonly zh: string;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
}

export interface ProofView {
  readonly ok: boolean;
  readonly reason?: ProofFlaw;
  readonly text?: string;
  readonly atMs: number;
  readonly seq: number;
  readonly commitment: string;
  readonly leaf: number;
  readonly position: number;
  readonly treeSize?: number;
  readonly loggedAtMs?: number;
  readonly checkpoint: string;
  readonly file: ProofFile;
}

export interface SearchQuery {
  readonly text: string;
  readonly room?: RoomId;
  readonly from?: AccountId;
  readonly has?: SearchedPart;
  readonly beforeMs?: number;
  readonly afterMs?: number;
  readonly limit?: number;
}

export interface NewRoomInput {
  readonly name: string;
  readonly topic?: string;
  readonly level?: ProtectionLevel;
  readonly members: readonly AccountId[];
}

export interface Place {
  readonly before?: MessageId | number;
  readonly after?: MessageId | number;
  readonly limit?: number;
}

export interface Uploaded {
  readonly attachment: Attachment;
  readonly removed: readonly StripNotice[];
}

export interface NewUpload {
  readonly room: RoomId;
  readonly file: File;
  readonly transfer: TransferId;
  /** The page that shows it, and where. */
  readonly page: string;
  readonly place: string;
  /** Of a spoken message. */
  readonly durationMs?: number;
}

/** An upload of a page that is gone; "lost" where no whole copy of the file was kept. */
export type KeptUploadView = {
  readonly id: TransferId;
  /** Where the page shows it. */
  readonly place: string;
  readonly name: string;
  readonly sizeBytes: number;
} & ({ readonly state: "under-way" | "lost" } | { readonly state: "ready"; readonly uploaded: Uploaded });

/** Names the transfer of a file, so that its progress can be followed and it can be ended. */
export type TransferId = string;

/** State at the moment of asking; events follow. */
export interface Snapshot {
  readonly session: SessionView;
  readonly connection: ConnectionView;
  readonly rooms: readonly RoomView[];
  readonly people: readonly Person[];
  readonly presence: ReadonlyMap<AccountId, Presence>;
  readonly drafts: readonly RoomId[];
  readonly marks: readonly MarkAnswer[];
  readonly threads: ReadonlyMap<RoomId, UnseenAnswers>;
  readonly permissions?: readonly Action[];
  /** Of an unlocked vault: a tab that takes over hands it to its engine. */
  readonly key?: CryptoKey;
}

export type MarkPlace = Pick<MarkAnswer, "room" | "seq" | "mark">;

export interface AskingDevice {
  readonly id: ApprovalId;
  readonly name: string;
}

export interface Engine extends ReviewCalls {
  snapshot(): Promise<Snapshot>;
  /** Asks again whether this organisation is set up and reachable. */
  look(): Promise<void>;
  signIn(input: { readonly handle: string; readonly password: string; readonly deviceName: string }): Promise<void>;
  /** By a passkey alone: who it is, only the passkey tells. */
  signInByPasskey(deviceName: string): Promise<void>;
  /** By which services one can sign in. */
  ssoChoices(): Promise<SsoChoices>;
  /** The way to a service: to sign in, or to join by it with an invitation. */
  beginSso(input: ApiInput<"beginSsoSignIn">): Promise<SsoBegun>;
  /** With what came back from it. */
  signInBySso(back: SsoReturn, deviceName: string): Promise<void>;
  /** Proves anew who one is, for sensitive acts. */
  proveBySso(back: SsoReturn): Promise<void>;
  /** Answers what an `asked` event asked; nothing gives up. */
  answer(answer: Answered | undefined): Promise<void>;
  setUp(input: NewAccountInput & { readonly organisation: string }): Promise<void>;
  join(input: NewAccountInput): Promise<void>;
  /** Whose a recovery link is, and from when on it can be used. */
  accessLink(token: string): Promise<AccessLinkAnswer>;
  /** Lets it be used at once; the code stays in this window. */
  openAccessLink(token: string, code: string): Promise<void>;
  /** Signs in by it with a new password, on the device that this was for the same account. */
  recover(input: RecoverInput): Promise<void>;
  /** Recoveries of this account's own access that are open, or were used lately. */
  accessNotices(): Promise<readonly AccessRecovery[]>;
  refuseAccess(id: AccessRecoveryId): Promise<void>;
  /** `number` is what the page of the link shows. */
  confirmAccess(id: AccessRecoveryId, number: string): Promise<void>;
  /** Ends the session and wipes what this device holds. */
  signOut(): Promise<void>;
  retryNow(): Promise<void>;

  /** Puts what this device holds behind a lock, and locks. */
  setLock(lock: NewLock): Promise<void>;
  /** Forgets every key until somebody unlocks; without a lock nothing happens. */
  lock(): Promise<void>;
  /** False for a wrong secret, of which nothing else can be said. */
  unlock(secret: LockSecret): Promise<boolean>;
  unlockWith(key: CryptoKey): Promise<boolean>;
  removeLock(secret: LockSecret): Promise<boolean>;

  openRoom(room: RoomId): Promise<OpenedRoom>;
  protection(room: RoomId): Promise<ProtectionWords>;
  history(room: RoomId, place: Place): Promise<HistoryPage>;
  message(room: RoomId, message: MessageId): Promise<TimelineMessage | undefined>;
  send(room: RoomId, draft: OutgoingDraft): Promise<MessageId>;
  edit(room: RoomId, message: MessageId, text: string): Promise<void>;
  recall(room: RoomId, message: MessageId): Promise<void>;
  react(room: RoomId, message: MessageId, emoji: string, removed: boolean): Promise<void>;
  pin(room: RoomId, message: MessageId, removed: boolean): Promise<void>;
  retry(message: MessageId): Promise<void>;
  discard(message: MessageId): Promise<void>;
  draft(room: RoomId, thread?: MessageId): Promise<DraftView | undefined>;
  /** What is written in a thread stays on this device. */
  saveDraft(room: RoomId, draft: DraftView | undefined, thread?: MessageId): Promise<void>;
  markRead(room: RoomId, seq: number): Promise<void>;
  /** The messages that threads of late hang on: the one answered last comes first. */
  threads(room: RoomId): Promise<readonly TimelineMessage[]>;
  /** Their answers were seen up to there: those of one thread, or of all of the room's. */
  seeThreads(room: RoomId, seq: number, root?: MessageId): Promise<void>;
  /** For this person alone, on all of their devices. */
  setMark(record: MarkPlace, on: boolean): Promise<void>;
  /** The messages that are saved for later, the newest mark first; what cannot be had any more is left out. */
  savedMessages(): Promise<readonly TimelineMessage[]>;
  setStatus(status: ApiInput<"setStatus">): Promise<void>;
  typing(room: RoomId, typing: boolean): Promise<void>;
  setAway(away: boolean): Promise<void>;

  createRoom(room: NewRoomInput): Promise<RoomId>;
  /** The conversation with a person that goes on, if there is one. */
  knownDirectRoom(account: AccountId): Promise<RoomId | undefined>;
  newDirectRoom(account: AccountId, level: ProtectionLevel): Promise<RoomId>;
  /** Continues a conversation at another level, in a new room with the same people. */
  changeLevel(room: RoomId, level: ProtectionLevel): Promise<RoomId>;
  members(room: RoomId): Promise<readonly Member[]>;
  /** Resolves when it is known here what these people are, which is told as events. */
  lookUp(accounts: readonly AccountId[]): Promise<void>;
  addMembers(room: RoomId, accounts: readonly AccountId[]): Promise<readonly Member[]>;
  removeMember(room: RoomId, account: AccountId): Promise<void>;
  leaveRoom(room: RoomId): Promise<void>;
  /** Begins the encryption of a room anew, after it broke. */
  resetRoom(room: RoomId): Promise<void>;
  /** This device goes on with the people that were shown. */
  acceptGroup(room: RoomId, shown: UnconfirmedGroup): Promise<void>;
  grantRoomRole(room: RoomId, account: AccountId, role: RoomRole): Promise<void>;
  describeRoom(room: RoomId, change: { readonly name?: string; readonly topic?: string }): Promise<void>;
  pins(room: RoomId): Promise<readonly TimelineMessage[]>;
  readers(room: RoomId): Promise<readonly { readonly account: AccountId; readonly seq: number }[]>;
  prove(room: RoomId, message: MessageId): Promise<ProofView>;
  /** Discloses this message, and those before it that are asked for, to those who look after security. */
  report(room: RoomId, report: NewReport): Promise<ReportAnswer>;
  search(query: SearchQuery): Promise<FoundMessages>;

  /** A call of the server's interface, for the screens of the console: what they ask is asked nowhere else. */
  api<N extends ApiName>(name: N, input: ApiInput<N>, params?: PathParams): Promise<ApiAnswer<N>>;

  /** Everybody in the organisation; also told as events. */
  directory(): Promise<readonly Person[]>;
  /** Signs exactly this with the device's key. */
  approveAct(act: ActRequestAnswer): Promise<ActRequestAnswer>;
  /** What a passkey has to answer to sign exactly this. */
  passkeyChallenge(act: ActRequestAnswer): Promise<string>;
  /** With what was disclosed, opened and checked here. */
  readReport(id: ReportId): Promise<OpenedReport>;
  changePassword(oldPassword: string, newPassword: string): Promise<void>;
  devices(): Promise<readonly DeviceAnswer[]>;
  removeDevice(device: DeviceId): Promise<void>;
  endSession(session: SessionId): Promise<void>;
  endOtherSessions(): Promise<void>;

  factors(): Promise<FactorList>;
  askNewPasskey(): Promise<ApiAnswer<"askNewPasskey">>;
  addPasskey(made: ApiInput<"addPasskey">): Promise<PasskeyAnswer>;
  renamePasskey(passkey: PasskeyId, name: string): Promise<void>;
  removePasskey(passkey: PasskeyId): Promise<void>;
  askTotp(): Promise<ApiAnswer<"askTotp">>;
  addTotp(ticket: string, code: string): Promise<void>;
  removeTotp(): Promise<void>;
  /** Told once. */
  makeRecoveryCodes(): Promise<readonly string[]>;
  security(): Promise<SecuritySettings>;

  identityState(): Promise<IdentityState>;
  /** The devices on the account's signed list, with their fingerprints. */
  ownDevices(): Promise<readonly OwnDevice[]>;
  safetyNumber(account: AccountId): Promise<SafetyNumberOf>;
  /** With what was scanned from the other one's screen, only if it is theirs. */
  verifyPerson(account: AccountId, scanned?: string): Promise<void>;
  acceptPerson(account: AccountId): Promise<void>;
  /** Members whose keys are others than those known here: nothing is sent to the room until they are accepted. */
  changedPeople(room: RoomId): Promise<readonly AccountId[]>;
  /** Devices that ask to be let in, by what the server calls them. */
  askingDevices(): Promise<readonly AskingDevice[]>;
  /** The same requests, answered by this device, so that the other ones show their numbers. */
  approvals(): Promise<readonly WaitingApproval[]>;
  approve(id: ApprovalId, number: string): Promise<OwnDevice>;
  /** Lets the device in that asked, if the code that was scanned is its own. */
  approveScanned(scanned: string, asked: DeviceId): Promise<OwnDevice>;
  reject(id: ApprovalId): Promise<void>;
  /** Asks another device to let this one in. Its number and the end of it come as events. */
  /** What comes back is this device's keys, to be scanned by the one that lets it in: no number is needed then. */
  requestApproval(): Promise<string>;
  cancelApproval(): Promise<void>;
  recoveryStatus(): Promise<RecoveryStatusOf>;
  /** The code to be written down; told once. */
  setUpRecovery(newRoot: boolean): Promise<string>;
  setUpPasskeyRecovery(secret: Uint8Array, newRoot: boolean): Promise<void>;
  unseenRecoveryCode(): Promise<string | undefined>;
  recoveryCodeKept(): Promise<void>;
  testRecovery(secret: RecoverySecret): Promise<void>;
  useRecovery(secret: RecoverySecret): Promise<Recovered>;
  /** A new code; the old secret opens nothing afterwards. */
  rotateRecovery(old: RecoverySecret): Promise<string>;
  /** Gives up a keychain that the server has spoilt, for a new one. */
  beginKeychain(): Promise<void>;
  /** What a passkey is asked with. */
  recoverySalt(): Promise<Uint8Array>;

  /** Encrypts and uploads; progress comes as events under `transfer`. */
  upload(upload: NewUpload): Promise<Uploaded>;
  /** Uploads of pages that are gone, and those that this tab `showed` before its page was loaded anew; they are this page's from now on. */
  uploadsLeft(page: string, showed: readonly TransferId[]): Promise<readonly KeptUploadView[]>;
  /** Goes on with one that was under way. */
  goOnUploading(transfer: TransferId): Promise<Uploaded>;
  /** Those that were sent with a message, or are not wanted. */
  forgetUploads(transfers: readonly TransferId[]): Promise<void>;
  download(room: RoomId, attachment: Attachment, transfer: TransferId): Promise<Blob>;
  cancelTransfer(transfer: TransferId): Promise<void>;

  /** The import that is under way or was interrupted on this device; what changes comes as events. */
  importUnderWay(): Promise<ImportView | undefined>;
  /** Reads an export whole and counts. Resolves when that is told. */
  readExport(file: File): Promise<void>;
  /** Begins, or goes on; an import keeps the level that it began with. */
  runImport(level: ImportLevel): Promise<void>;
  pauseImport(): Promise<void>;
  /** Puts the import aside; what it brought in stays. */
  forgetImport(): Promise<void>;
}

export interface NewAccountInput {
  /** The token behind the `#` of the link. */
  readonly token: string;
  readonly handle: string;
  readonly name: string;
  readonly password: string;
  readonly deviceName: string;
}

export interface RecoverInput {
  readonly token: string;
  /** Whose link it is, as `accessLink` says. */
  readonly account: AccountId;
  readonly password: string;
  readonly deviceName: string;
}
