/**
 * The HTTP interface: every route's method, path, request and answer. The server's routes, the SDK's calls and the
 * OpenAPI document are all made from this table. `:name` in a path is an identifier unless said otherwise.
 */
import type * as z from "zod/mini";
import * as accounts from "./features/accounts.ts";
import * as acts from "./features/acts.ts";
import * as attachments from "./features/attachments.ts";
import * as audit from "./features/audit.ts";
import * as conversations from "./features/conversations.ts";
import * as devices from "./features/devices.ts";
import * as erasures from "./features/erasures.ts";
import * as factors from "./features/factors.ts";
import * as groups from "./features/groups.ts";
import * as health from "./features/health.ts";
import * as identity from "./features/identity.ts";
import * as imports from "./features/imports.ts";
import * as keychain from "./features/keychain.ts";
import * as marks from "./features/marks.ts";
import * as roles from "./features/roles.ts";
import * as search from "./features/search.ts";
import * as security from "./features/security.ts";

export interface Endpoint {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  /** One sentence for the API page. */
  readonly says: string;
  /** JSON body (or query string for GET). */
  readonly body?: z.ZodMiniType;
  /** JSON answer; absent where the answer is empty, bytes or text. */
  readonly answer?: z.ZodMiniType;
  /** What travels instead of JSON. */
  readonly bytes?: "request" | "answer";
  /** A list of none is written with no bytes. */
  readonly mayBeEmpty?: true;
}

const endpoint = <const E extends Endpoint>(e: E): E => e;

export const API = {
  health: endpoint({
    method: "GET",
    path: "/api/health",
    says: "Whether the server is ready.",
    answer: health.healthAnswer,
  }),
  openapi: endpoint({ method: "GET", path: "/api/openapi.json", says: "This interface as OpenAPI 3.1." }),
  localCa: endpoint({
    method: "GET",
    path: "/api/ca.pem",
    says: "The local CA's certificate, to be checked against the fingerprint of a link.",
    bytes: "answer",
  }),
  setUp: endpoint({
    method: "POST",
    path: "/api/set-up",
    says: "Makes the organisation and its owner, once.",
    body: accounts.setUpRequest,
    answer: accounts.sessionAnswer,
  }),
  signIn: endpoint({
    method: "POST",
    path: "/api/sign-in",
    says: "Starts a session, or asks for a second factor first.",
    body: accounts.signInRequest,
    answer: accounts.signInAnswer,
  }),
  proveSignIn: endpoint({
    method: "POST",
    path: "/api/sign-in/proof",
    says: "Answers what signing in asked for, and starts the session.",
    body: accounts.proveSignInRequest,
    answer: accounts.sessionAnswer,
  }),
  askPasskey: endpoint({
    method: "POST",
    path: "/api/sign-in/passkey/challenge",
    says: "A challenge for signing in by a passkey alone.",
    answer: factors.passkeyAsk,
  }),
  signInByPasskey: endpoint({
    method: "POST",
    path: "/api/sign-in/passkey",
    says: "Starts a session for whom the passkey is of.",
    body: accounts.passkeySignInRequest,
    answer: accounts.sessionAnswer,
  }),
  signOut: endpoint({ method: "POST", path: "/api/sign-out", says: "Ends this session." }),
  me: endpoint({ method: "GET", path: "/api/me", says: "Who is signed in.", answer: accounts.person }),
  setStatus: endpoint({
    method: "PUT",
    path: "/api/me/status",
    says: "Says what one is doing, until a time or until it is changed; an empty text takes it back.",
    body: accounts.setStatusRequest,
  }),
  changePassword: endpoint({
    method: "POST",
    path: "/api/me/password",
    says: "Changes the password and ends all other sessions.",
    body: accounts.changePasswordRequest,
  }),
  askProof: endpoint({
    method: "POST",
    path: "/api/me/proof/challenge",
    says: "What the caller can prove anew who they are with.",
    answer: factors.proofAsk,
  }),
  prove: endpoint({
    method: "POST",
    path: "/api/me/proof",
    says: "Proves anew who the caller is, for sensitive acts.",
    body: factors.proofRequest,
    answer: factors.provenAnswer,
  }),
  factors: endpoint({
    method: "GET",
    path: "/api/me/factors",
    says: "The caller's passkeys, one-time codes and recovery codes.",
    answer: factors.factorList,
  }),
  askNewPasskey: endpoint({
    method: "POST",
    path: "/api/me/passkeys/challenge",
    says: "What a new passkey is made with.",
    answer: factors.newPasskeyAsk,
  }),
  addPasskey: endpoint({
    method: "POST",
    path: "/api/me/passkeys",
    says: "Adds a passkey.",
    body: factors.addPasskeyRequest,
    answer: factors.passkeyAnswer,
  }),
  renamePasskey: endpoint({
    method: "PATCH",
    path: "/api/me/passkeys/:passkey",
    says: "Gives a passkey another name.",
    body: factors.renamePasskeyRequest,
  }),
  removePasskey: endpoint({ method: "DELETE", path: "/api/me/passkeys/:passkey", says: "Removes a passkey." }),
  askTotp: endpoint({
    method: "POST",
    path: "/api/me/totp/secret",
    says: "A secret for an authenticator app; it counts once a code of it was given.",
    answer: factors.totpAsk,
  }),
  addTotp: endpoint({
    method: "POST",
    path: "/api/me/totp",
    says: "Adds the authenticator app, in place of the one before.",
    body: factors.addTotpRequest,
  }),
  removeTotp: endpoint({ method: "DELETE", path: "/api/me/totp", says: "Removes the authenticator app." }),
  makeRecoveryCodes: endpoint({
    method: "POST",
    path: "/api/me/recovery-codes",
    says: "Makes recovery codes, told once; those before are worth nothing afterwards.",
    answer: factors.recoveryCodes,
  }),
  security: endpoint({
    method: "GET",
    path: "/api/security",
    says: "What the organisation asks of passwords and second factors.",
    answer: security.securitySettings,
  }),
  configureSecurity: endpoint({
    method: "PUT",
    path: "/api/security",
    says: "Changes what the organisation asks of passwords and second factors.",
    body: security.securityRequest,
  }),
  invite: endpoint({
    method: "POST",
    path: "/api/invitations",
    says: "Makes an invitation.",
    body: accounts.invitationRequest,
    answer: accounts.invitationAnswer,
  }),
  invitations: endpoint({
    method: "GET",
    path: "/api/invitations",
    says: "Lists invitations.",
    answer: accounts.invitationList,
  }),
  withdrawInvitation: endpoint({
    method: "DELETE",
    path: "/api/invitations/:invitation",
    says: "Withdraws an open invitation.",
  }),
  acceptInvitation: endpoint({
    method: "POST",
    path: "/api/join",
    says: "Accepts an invitation and starts a session, or asks for a first second factor where one is required.",
    body: accounts.acceptRequest,
    answer: accounts.signInAnswer,
  }),
  people: endpoint({
    method: "GET",
    path: "/api/people",
    says: "The people of the organisation, in pages.",
    body: accounts.peopleQuery,
    answer: accounts.peopleAnswer,
  }),
  lookUpPeople: endpoint({
    method: "POST",
    path: "/api/people/look-up",
    says: "Names of people by id.",
    body: accounts.peopleLookup,
    answer: accounts.peopleAnswer,
  }),
  grantRole: endpoint({
    method: "POST",
    path: "/api/people/role",
    says: "Gives a person a role in the organisation.",
    body: roles.grantRoleRequest,
  }),
  heldRoles: endpoint({
    method: "GET",
    path: "/api/roles/held",
    says: "The roles that people hold beside their first one.",
    answer: roles.heldRoleList,
  }),
  holdRole: endpoint({
    method: "POST",
    path: "/api/roles/held",
    says: "Gives a person one more role, for a time or until it is dropped.",
    body: roles.holdRoleRequest,
  }),
  dropRole: endpoint({
    method: "POST",
    path: "/api/roles/drop",
    says: "Takes a role away that a person holds beside the first one.",
    body: roles.dropRoleRequest,
  }),
  askRole: endpoint({
    method: "POST",
    path: "/api/roles/requests",
    says: "Asks for a role for a time, with a reason.",
    body: roles.askRoleRequest,
    answer: roles.roleRequestAnswer,
  }),
  ownRoleRequests: endpoint({
    method: "GET",
    path: "/api/roles/requests/mine",
    says: "The caller's requests for roles, newest first.",
    answer: roles.roleRequestList,
  }),
  roleRequests: endpoint({
    method: "GET",
    path: "/api/roles/requests",
    says: "Requests for roles, newest first.",
    answer: roles.roleRequestList,
  }),
  answerRoleRequest: endpoint({
    method: "POST",
    path: "/api/roles/requests/:request",
    says: "Grants or refuses another person's request for a role.",
    body: roles.answerRoleRequest,
  }),
  withdrawRoleRequest: endpoint({
    method: "DELETE",
    path: "/api/roles/requests/:request",
    says: "Withdraws one's own request for a role.",
  }),
  why: endpoint({
    method: "POST",
    path: "/api/roles/why",
    says: "Whether a person may do something, and what decides it.",
    body: roles.whyRequest,
    answer: roles.whyAnswer,
  }),
  policy: endpoint({
    method: "GET",
    path: "/api/policy",
    says: "The organisation's own roles, profile and policy tests.",
    answer: roles.policyAnswer,
  }),
  changePolicy: endpoint({
    method: "PUT",
    path: "/api/policy",
    says: "Replaces the policy, when all its tests pass.",
    body: roles.changePolicyRequest,
    answer: roles.policyAnswer,
  }),
  simulatePolicy: endpoint({
    method: "POST",
    path: "/api/policy/simulate",
    says: "Who would be able to do more or less under this policy, and which tests would fail.",
    body: roles.simulateRequest,
    answer: roles.simulation,
  }),
  actRequests: endpoint({
    method: "GET",
    path: "/api/acts",
    says: "Acts under dual control that were asked for, with what exactly is to be signed, newest first.",
    answer: acts.actRequestList,
  }),
  askAct: endpoint({
    method: "POST",
    path: "/api/acts",
    says: "Asks others to approve a call of a route whose action is under dual control.",
    body: acts.askActRequest,
    answer: acts.actRequestAnswer,
  }),
  ownActRequests: endpoint({
    method: "GET",
    path: "/api/acts/mine",
    says: "Acts that the caller asked for, newest first.",
    answer: acts.actRequestList,
  }),
  approveAct: endpoint({
    method: "POST",
    path: "/api/acts/:request/approval",
    says: "Approves an act of somebody else by a signature of this device.",
    body: acts.approveActRequest,
    answer: acts.actRequestAnswer,
  }),
  executeAct: endpoint({
    method: "POST",
    path: "/api/acts/:request/execution",
    says: "Does what was asked for, once, when enough others have approved it.",
    answer: acts.executeActAnswer,
  }),
  withdrawAct: endpoint({
    method: "DELETE",
    path: "/api/acts/:request",
    says: "Withdraws what one asked for.",
  }),
  suspendPerson: endpoint({
    method: "POST",
    path: "/api/people/:account/suspension",
    says: "Suspends a person: every session ends, and they may do nothing until it is lifted.",
    body: roles.reasonRequest,
  }),
  reinstatePerson: endpoint({
    method: "DELETE",
    path: "/api/people/:account/suspension",
    says: "Lifts a suspension; the person signs in again with the role and the rooms they had.",
  }),
  removePerson: endpoint({
    method: "POST",
    path: "/api/people/:account/removal",
    says: "Removes a person who leaves: sessions, devices, password and rooms. What they wrote stays.",
    body: roles.reasonRequest,
  }),
  devices: endpoint({
    method: "GET",
    path: "/api/devices",
    says: "The caller's devices and their sessions.",
    answer: accounts.deviceList,
  }),
  removeDevice: endpoint({
    method: "DELETE",
    path: "/api/devices/:device",
    says: "Removes a device and ends its sessions.",
  }),
  endOtherSessions: endpoint({
    method: "DELETE",
    path: "/api/sessions",
    says: "Ends all of the caller's other sessions.",
  }),
  endSession: endpoint({ method: "DELETE", path: "/api/sessions/:session", says: "Ends one session." }),
  createRoom: endpoint({
    method: "POST",
    path: "/api/rooms",
    says: "Makes a room.",
    body: conversations.createRoomRequest,
    answer: conversations.roomAnswer,
  }),
  rooms: endpoint({ method: "GET", path: "/api/rooms", says: "The caller's rooms.", answer: conversations.roomList }),
  room: endpoint({ method: "GET", path: "/api/rooms/:room", says: "One room.", answer: conversations.roomAnswer }),
  describeRoom: endpoint({
    method: "PATCH",
    path: "/api/rooms/:room",
    says: "Changes name or topic.",
    body: conversations.describeRoomRequest,
    answer: conversations.roomAnswer,
  }),
  roster: endpoint({
    method: "GET",
    path: "/api/rooms/:room/members",
    says: "Who is in the room.",
    answer: conversations.rosterAnswer,
  }),
  addMembers: endpoint({
    method: "POST",
    path: "/api/rooms/:room/members",
    says: "Adds people.",
    body: conversations.addMembersRequest,
    answer: conversations.rosterAnswer,
  }),
  removeMember: endpoint({ method: "DELETE", path: "/api/rooms/:room/members/:account", says: "Removes a person." }),
  leaveRoom: endpoint({ method: "POST", path: "/api/rooms/:room/leave", says: "Leaves the room." }),
  grantRoomRole: endpoint({
    method: "PATCH",
    path: "/api/rooms/:room/members/:account",
    says: "Gives a member a room role.",
    body: conversations.grantRoomRoleRequest,
  }),
  pins: endpoint({
    method: "GET",
    path: "/api/rooms/:room/pins",
    says: "The pinned messages.",
    answer: conversations.pinsAnswer,
  }),
  readers: endpoint({
    method: "GET",
    path: "/api/rooms/:room/readers",
    says: "How far each member has read.",
    answer: conversations.readersAnswer,
  }),
  proof: endpoint({
    method: "GET",
    path: "/api/rooms/:room/proofs/:seq",
    says: "The log proof of one record (`seq` is a number).",
    answer: audit.proofAnswer,
  }),
  identityLogKey: endpoint({
    method: "GET",
    path: "/identity/key",
    says: "The identity log's origin and verifier key (C2SP signed-note).",
    answer: audit.logKeyAnswer,
  }),
  identityCheckpoint: endpoint({
    method: "GET",
    path: "/identity/checkpoint",
    says: "The identity log's newest signed checkpoint, with the line `timestamp` and the seconds since 1970.",
    bytes: "answer",
  }),
  identityEntries: endpoint({
    method: "GET",
    path: "/api/identity/entries",
    says: "A page of the identity log (`IdentityEntries`).",
    body: identity.identityEntriesQuery,
    bytes: "answer",
  }),
  postIdentity: endpoint({
    method: "POST",
    path: "/api/identity",
    says: "Appends the next signed version of the caller's devices; devices that drop out lose their sessions.",
    bytes: "request",
    answer: identity.identityPosted,
  }),
  approvals: endpoint({
    method: "GET",
    path: "/api/devices/approval",
    says: "The account's device approvals that wait.",
    answer: devices.approvalList,
  }),
  askApproval: endpoint({
    method: "POST",
    path: "/api/devices/approval",
    says: "Asks the account's other devices to approve this one.",
    body: devices.askApprovalRequest,
    answer: devices.approvalAnswer,
  }),
  answerApproval: endpoint({
    method: "POST",
    path: "/api/devices/approval/:approval",
    says: "Adds a message to a device approval.",
    body: devices.approvalMessageRequest,
    answer: devices.approvalAnswer,
  }),
  endApproval: endpoint({
    method: "DELETE",
    path: "/api/devices/approval/:approval",
    says: "Ends a device approval, whatever came of it.",
  }),
  transfers: endpoint({
    method: "GET",
    path: "/api/transfers",
    says: "The chunks of keys that wait for this device.",
    answer: devices.transferList,
  }),
  putTransfer: endpoint({
    method: "PUT",
    path: "/api/transfers/:device/chunks/:chunk",
    says: "Hands an encrypted chunk of keys to another device of the account (`chunk` is a number from 0).",
    bytes: "request",
  }),
  getTransfer: endpoint({
    method: "GET",
    path: "/api/transfers/:device/chunks/:chunk",
    says: "One chunk that the device sent to this one.",
    bytes: "answer",
  }),
  endTransfer: endpoint({
    method: "DELETE",
    path: "/api/transfers/:device",
    says: "Drops what the device sent to this one.",
  }),
  storeKeyPackages: endpoint({
    method: "POST",
    path: "/api/key-packages",
    says: "Stores key packages of this device (`KeyPackageUpload`).",
    bytes: "request",
    answer: groups.keyPackagesStored,
  }),
  keyPackages: endpoint({
    method: "GET",
    path: "/api/key-packages",
    says: "How many key packages of this device are left.",
    answer: groups.keyPackagesStored,
  }),
  claimKeyPackages: endpoint({
    method: "POST",
    path: "/api/key-packages/claim",
    says: "Takes one key package for each device (`ClaimedKeyPackages`).",
    body: groups.claimRequest,
    bytes: "answer",
  }),
  proposalKey: endpoint({
    method: "GET",
    path: "/api/proposal-key",
    says: "The key with which the server proposes to remove revoked devices.",
    answer: groups.proposalKeyAnswer,
  }),
  commitToGroup: endpoint({
    method: "POST",
    path: "/api/rooms/:room/commits",
    says: "Begins the room's group or moves it to the next epoch (`CommitBundle`).",
    bytes: "request",
    answer: groups.commitAnswer,
  }),
  resetGroup: endpoint({
    method: "POST",
    path: "/api/rooms/:room/reset",
    says: "Begins a new group for the room, after the old one broke (`CommitBundle`).",
    bytes: "request",
    answer: groups.commitAnswer,
  }),
  importHistory: endpoint({
    method: "POST",
    path: "/api/rooms/:room/history",
    says: "Adds a batch of messages from another system to an end-to-end room (`HistoryBatch`).",
    bytes: "request",
    answer: groups.historyAnswer,
  }),
  group: endpoint({
    method: "GET",
    path: "/api/rooms/:room/group",
    says: "The room's group as it stands (`GroupState`).",
    bytes: "answer",
  }),
  leaveGroup: endpoint({
    method: "POST",
    path: "/api/rooms/:room/leave-group",
    says: "Leaves an end-to-end room, with signed proposals to remove one's devices (`LeaveProposals`).",
    bytes: "request",
    mayBeEmpty: true,
  }),
  reportEpoch: endpoint({
    method: "POST",
    path: "/api/rooms/:room/epoch",
    says: "Tells what this device made of an epoch, so that a fork is noticed.",
    body: groups.epochReport,
    answer: groups.epochAnswer,
  }),
  welcomes: endpoint({
    method: "GET",
    path: "/api/welcomes",
    says: "The rooms in which a Welcome waits for this device.",
    answer: groups.welcomeList,
  }),
  welcome: endpoint({
    method: "GET",
    path: "/api/rooms/:room/welcome",
    says: "The newest Welcome for this device (`GroupWelcome`).",
    bytes: "answer",
  }),
  endWelcome: endpoint({
    method: "DELETE",
    path: "/api/rooms/:room/welcome/:seq",
    says: "Drops this device's Welcomes up to that of the commit at `seq`, once it has joined.",
  }),
  keychain: endpoint({
    method: "GET",
    path: "/api/keychain",
    says: "A page of the caller's keychain (`KeychainPage`).",
    body: keychain.keychainQuery,
    bytes: "answer",
  }),
  appendKeychain: endpoint({
    method: "POST",
    path: "/api/keychain",
    says: "Appends one entry to the caller's keychain (`KeychainEntry`).",
    bytes: "request",
    answer: keychain.keychainAppended,
  }),
  recovery: endpoint({
    method: "GET",
    path: "/api/recovery",
    says: "Which recovery secrets the account has and had.",
    answer: keychain.recoveryStatus,
  }),
  setRecovery: endpoint({
    method: "PUT",
    path: "/api/recovery",
    says: "Sets the recovery secrets that count from now on.",
    body: keychain.setRecoveryRequest,
    answer: keychain.recoveryStatus,
  }),
  openRecovery: endpoint({
    method: "POST",
    path: "/api/recovery/open",
    says: "The encrypted recovery bundle, to be opened with a recovery secret; recorded and told to the account's devices.",
    answer: keychain.recoveryWraps,
  }),
  marks: endpoint({
    method: "GET",
    path: "/api/marks",
    says: "What the caller saved for later, hid, and left unread.",
    answer: marks.markList,
  }),
  setMark: endpoint({
    method: "PUT",
    path: "/api/rooms/:room/marks/:seq",
    says: "Sets or takes back one of the caller's own marks on a record (`seq` is a number).",
    body: marks.setMarkRequest,
  }),
  startAttachment: endpoint({
    method: "POST",
    path: "/api/attachments",
    says: "Announces a file; repeated, it tells what is stored.",
    body: attachments.startAttachmentRequest,
    answer: attachments.attachmentAnswer,
  }),
  attachment: endpoint({
    method: "GET",
    path: "/api/rooms/:room/attachments/:attachment",
    says: "What is stored of a file.",
    answer: attachments.attachmentAnswer,
  }),
  putChunk: endpoint({
    method: "PUT",
    path: "/api/rooms/:room/attachments/:attachment/chunks/:chunk",
    says: "Stores one encrypted chunk (`chunk` is a number from 0).",
    bytes: "request",
  }),
  getChunk: endpoint({
    method: "GET",
    path: "/api/rooms/:room/attachments/:attachment/chunks/:chunk",
    says: "One encrypted chunk.",
    bytes: "answer",
  }),
  search: endpoint({
    method: "POST",
    path: "/api/search",
    says: "Finds messages in the caller's `sealed` rooms.",
    body: search.searchRequest,
    answer: search.searchAnswer,
  }),
  queryAudit: endpoint({
    method: "POST",
    path: "/api/audit/query",
    says: "Reads the audit log; the reading is recorded.",
    body: audit.auditQuery,
    answer: audit.auditAnswer,
  }),
  ownFacts: endpoint({
    method: "GET",
    path: "/api/audit/mine",
    says: "The facts recorded about the caller.",
    answer: audit.auditAnswer,
  }),
  logKey: endpoint({
    method: "GET",
    path: "/audit/key",
    says: "The log's origin and verifier key (C2SP signed-note).",
    answer: audit.logKeyAnswer,
  }),
  checkpoint: endpoint({
    method: "GET",
    path: "/audit/checkpoint",
    says: "The newest signed checkpoint (C2SP tlog-checkpoint).",
    bytes: "answer",
  }),
  erase: endpoint({
    method: "POST",
    path: "/api/erasures",
    says: "Erases records by destroying their keys; more than one message only after a wait.",
    body: erasures.eraseRequest,
    answer: erasures.eraseAnswer,
  }),
  erasures: endpoint({
    method: "GET",
    path: "/api/erasures",
    says: "Erasures, newest first, with their places in the log.",
    answer: erasures.erasureList,
  }),
  withdrawErasure: endpoint({
    method: "DELETE",
    path: "/api/erasures/:erasure",
    says: "Withdraws an erasure that still waits.",
  }),
  startImport: endpoint({
    method: "POST",
    path: "/api/imports",
    says: "Starts or resumes an import of a source.",
    body: imports.startImportRequest,
    answer: imports.importAnswer,
  }),
  importPeople: endpoint({
    method: "POST",
    path: "/api/imports/:import/people",
    says: "Adds placeholders for people of the source.",
    body: imports.importPeopleRequest,
    answer: imports.importPeopleAnswer,
  }),
  importRoom: endpoint({
    method: "POST",
    path: "/api/imports/:import/rooms",
    says: "Adds a room of the source.",
    body: imports.importRoomRequest,
    answer: imports.importRoomAnswer,
  }),
  importMembers: endpoint({
    method: "POST",
    path: "/api/imports/:import/members",
    says: "Says who was in a room of the source; who joins later is in it again.",
    body: imports.importMembersRequest,
    answer: imports.importMembersAnswer,
  }),
  importedMembers: endpoint({
    method: "GET",
    path: "/api/rooms/:room/imported-members",
    says: "Who was in an imported room in the source and has not joined here.",
    body: imports.importedMembersQuery,
    answer: imports.importedMembersAnswer,
  }),
  importRecords: endpoint({
    method: "POST",
    path: "/api/imports/:import/records",
    says: "Adds records of the source to one of its rooms.",
    body: imports.importRecordsRequest,
    answer: imports.importRecordsAnswer,
  }),
  completeImport: endpoint({
    method: "POST",
    path: "/api/imports/:import/complete",
    says: "Closes the import.",
    answer: imports.importAnswer,
  }),
} as const;

export type ApiName = keyof typeof API;
type BodyOf<E> = E extends { body: infer B extends z.ZodMiniType } ? z.input<B> : undefined;
type ParsedBodyOf<E> = E extends { body: infer B extends z.ZodMiniType } ? z.output<B> : undefined;
type AnswerOf<E> = E extends { answer: infer B extends z.ZodMiniType } ? z.output<B> : undefined;
/** What a caller gives, what the server gets after parsing, and what comes back. */
export type ApiInput<N extends ApiName> = BodyOf<(typeof API)[N]>;
export type ApiParsed<N extends ApiName> = ParsedBodyOf<(typeof API)[N]>;
export type ApiAnswer<N extends ApiName> = AnswerOf<(typeof API)[N]>;
