/** Coming in, sessions, devices, invitations, and people as others see them. */
import * as accounts from "../features/accounts.ts";
import * as factors from "../features/factors.ts";
import { endpoint } from "./endpoint.ts";

export const accountsEndpoints = {
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
  askDevice: endpoint({
    method: "POST",
    path: "/api/sign-in/device/challenge",
    says: "What a device that is known already signs, when somebody signs in on it again.",
    answer: accounts.deviceAsk,
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
  ownInvitations: endpoint({
    method: "GET",
    path: "/api/invitations/mine",
    says: "Lists the invitations that the caller made.",
    answer: accounts.invitationList,
  }),
  withdrawOwnInvitation: endpoint({
    method: "DELETE",
    path: "/api/invitations/mine/:invitation",
    says: "Withdraws an open invitation that the caller made.",
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
} as const;
