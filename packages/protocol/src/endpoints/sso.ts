/** Single sign-on: the organisation's services, signing in by them, and one's own links. */
import * as accounts from "../features/accounts.ts";
import * as sso from "../features/sso.ts";
import { endpoint } from "./endpoint.ts";

export const ssoEndpoints = {
  ssoChoices: endpoint({
    method: "GET",
    path: "/api/sso",
    says: "By which services one can sign in.",
    answer: sso.ssoChoices,
  }),
  beginSsoSignIn: endpoint({
    method: "POST",
    path: "/api/sign-in/sso/begin",
    says: "Begins a sign-in by a service, or joining by it with an invitation.",
    body: sso.beginSsoSignInRequest,
    answer: sso.ssoBegun,
  }),
  signInBySso: endpoint({
    method: "POST",
    path: "/api/sign-in/sso",
    says: "Ends a sign-in by a service, and starts a session, or asks for a second factor first.",
    body: accounts.ssoSignInRequest,
    answer: accounts.signInAnswer,
  }),
  beginSsoProof: endpoint({
    method: "POST",
    path: "/api/me/proof/sso",
    says: "Begins to prove anew who the caller is, by signing in to the service again.",
    body: sso.beginSsoRequest,
    answer: sso.ssoBegun,
  }),
  ssoLinks: endpoint({
    method: "GET",
    path: "/api/me/sso",
    says: "The caller's linked sign-ins.",
    answer: sso.ssoLinkList,
  }),
  beginSsoLink: endpoint({
    method: "POST",
    path: "/api/me/sso/begin",
    says: "Begins to link a sign-in with the caller's account.",
    body: sso.beginSsoRequest,
    answer: sso.ssoBegun,
  }),
  linkSso: endpoint({
    method: "POST",
    path: "/api/me/sso",
    says: "Links a sign-in with the caller's account.",
    body: sso.ssoReturn,
    answer: sso.ssoLink,
  }),
  unlinkSso: endpoint({
    method: "DELETE",
    path: "/api/me/sso/:link",
    says: "Takes a link away, and ends its sessions.",
  }),
  ssoProviders: endpoint({
    method: "GET",
    path: "/api/sso/providers",
    says: "The organisation's services for single sign-on, with their settings.",
    answer: sso.ssoProviderList,
  }),
  addSsoProvider: endpoint({
    method: "POST",
    path: "/api/sso/providers",
    says: "Adds a service; it counts once it was tested and switched on.",
    body: sso.addSsoProviderRequest,
    answer: sso.ssoProviderAdded,
  }),
  changeSsoProvider: endpoint({
    method: "PUT",
    path: "/api/sso/providers/:provider",
    says: "Changes a service's settings. Unless only names changed, it is off until it was tested again.",
    body: sso.changeSsoProviderRequest,
  }),
  removeSsoProvider: endpoint({
    method: "DELETE",
    path: "/api/sso/providers/:provider",
    says: "Removes a service with all its links, and ends its sessions.",
  }),
  setSsoSecret: endpoint({
    method: "PUT",
    path: "/api/sso/providers/:provider/secret",
    says: "Gives the secret by which the service knows this server. It is never shown again.",
    body: sso.ssoSecretRequest,
  }),
  checkSsoProvider: endpoint({
    method: "POST",
    path: "/api/sso/providers/:provider/check",
    says: "Asks the service for its description, and tells what is wrong with it.",
    answer: sso.ssoCheck,
  }),
  beginSsoTest: endpoint({
    method: "POST",
    path: "/api/sso/test/begin",
    says: "Begins a sign-in as a test, also while the service is off.",
    body: sso.beginSsoRequest,
    answer: sso.ssoBegun,
  }),
  endSsoTest: endpoint({
    method: "POST",
    path: "/api/sso/test",
    says: "Ends a sign-in as a test: tells what the service said, and signs nobody in.",
    body: sso.ssoReturn,
    answer: sso.ssoTested,
  }),
  switchSsoProvider: endpoint({
    method: "PUT",
    path: "/api/sso/providers/:provider/state",
    says: "Switches a service on or off; off ends its sessions.",
    body: sso.switchSsoRequest,
  }),
  requireSso: endpoint({
    method: "PUT",
    path: "/api/sso/required",
    says: "Makes single sign-on the only way in for all but owners, or takes that back.",
    body: sso.requireSsoRequest,
  }),
  ssoCallback: endpoint({
    method: "GET",
    path: "/sso/callback/:provider",
    says: "Where a browser comes back to from a service: it is sent on at once.",
    body: sso.ssoCallbackQuery,
    bytes: "answer",
  }),
  ssoLogout: endpoint({
    method: "POST",
    path: "/sso/logout/:provider",
    says: "Where a service tells that somebody signed out there (OpenID Connect Back-Channel Logout 1.0).",
    body: sso.ssoLogoutForm,
    form: true,
    answer: sso.ssoLoggedOut,
  }),
} as const;
