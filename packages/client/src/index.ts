/** The Warbler SDK for browsers and Node. Start at `connect`. */

export type { StripNotice } from "./attachments/exif/stripped.ts";
export type { BytesSource, FileSink, FileSource, Progress, TransferOptions } from "./attachments/source.ts";
export { stripMetadata } from "./attachments/strip-later.ts";
export type { Audit, PinnedCheckpoint } from "./audit/audit.ts";
export type { MessageProof, ProofCheck, ProofFile, ProofFlaw } from "./audit/message-proof.ts";
export { verifyProofOffline } from "./audit/verify-offline.ts";
export { type ConnectOptions, connect, type Door, doorOf, type SignInOptions, signIn } from "./connect.ts";
export {
  CLIENT_ERRORS,
  en,
  type Language,
  WarblerError,
  type WarblerErrorCode,
} from "./errors.ts";
export type {
  ActsEvent,
  AlarmEvent,
  AlarmKind,
  ChatRulesEvent,
  ClientEvent,
  ClientEventOf,
  ClientEventType,
  ConnectionEvent,
  ConnectionState,
  EmergencyEvent,
  ExpiredEvent,
  IdentityChange,
  IdentityEvent,
  MarkEvent,
  MessageEvent,
  PermissionsEvent,
  Presence,
  PresenceEvent,
  ReportsEvent,
  RoomEvent,
  SecurityEvent,
  TypingEvent,
  UrgentEvent,
} from "./events.ts";
export type {
  ApprovalRequest,
  IdentityApi,
  IdentityState,
  OwnDevice,
  OwnDraft,
  OwnMonitor,
  OwnVersion,
  Recovered,
  RecoveryApi,
  RecoveryMeansStatus,
  RecoverySecret,
  RecoverySetUp,
  RecoveryStatusOf,
  RecoveryUse,
  SafetyNumberOf,
  Trust,
  WaitingApproval,
} from "./identity/identity-api.ts";
export type { PendingSend, Sending, SendingState, SentMessage } from "./outbox/sending.ts";
export { globalPlatform } from "./platform/global-platform.ts";
export type { Logger, Platform, SocketLike, SocketListener } from "./platform/platform.ts";
export type { NewReport } from "./reports/new-report.ts";
export type {
  DownloadOptions,
  Draft,
  HistoryOptions,
  Member,
  Room,
  RoomEvents,
  Upload,
  UploadOptions,
  UploadTicket,
} from "./rooms/room.ts";
export type { ImportedBatch, ImportSource, MessageToImport, RoomImport } from "./rooms/room-import.ts";
export type { RoleOf, RoomTrouble, UnconfirmedGroup } from "./rooms/room-trouble.ts";
export type { DeviceScope, FoundMessage, FoundMessages, SearchOptions, SearchScope } from "./search/search.ts";
export {
  type ApiTokenAuth,
  type Auth,
  type DeviceChoice,
  type InvitationAuth,
  invitation,
  type NewAccount,
  type NewDevice,
  type PasskeyAuth,
  type PasswordAuth,
  type ProofReason,
  type Prove,
  passkey,
  password,
  type RecoveryLinkAuth,
  recoveryLink,
  type SetUpAuth,
  type SsoAuth,
  setUp,
  sso,
  type TokenAuth,
  token,
} from "./session/auth.ts";
export { type Link, parseLink } from "./session/link.ts";
export { newSsoSecret, pastedSsoAnswer, type SsoSecret, ssoReturnFrom } from "./session/single-sign-on.ts";
export { memoryStore } from "./store/memory-store.ts";
export type { Store, StoreEntry, StoreRange, StoreWrite } from "./store/store.ts";
export type {
  Attachment,
  Author,
  ImportedAs,
  ImportedReaction,
  LogPosition,
  MessageBody,
  MessageVersion,
  TimelineEvent,
  TimelineItem,
  TimelineMessage,
  UndecryptableReason,
  UndecryptableState,
} from "./timeline/timeline-message.ts";
export type { CallOptions, NewRoom, PathParams, Session, Warbler } from "./warbler.ts";
