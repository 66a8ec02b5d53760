/** Single sign-on by OpenID Connect: the services that an organisation trusts, and what travels to and from them. */
import * as z from "zod/mini";
import type { SsoLinkId, SsoProviderId } from "../ids.ts";
import { LIMITS } from "../limits.ts";
import { base64url, id, line, timeMs, token } from "./fields.ts";

/** Printable ASCII without spaces, as OAuth has its words (RFC 6749, appendix A). */
const word = (maxChars: number) =>
  z.string().check(z.minLength(1), z.maxLength(maxChars), z.regex(/^[\u0021-\u007e]*$/));
const words = z.array(word(LIMITS.ssoWordChars)).check(z.maxLength(LIMITS.ssoWords));

/** An issuer (OpenID Connect Discovery §3): https, no user, no query, no fragment. */
export const ssoIssuer = z.string().check(
  z.trim(),
  z.maxLength(500),
  z.refine((text) => {
    const url = URL.parse(text);
    if (url === null || url.protocol !== "https:" || text.includes("?") || text.includes("#")) return false;
    return url.username === "" && url.password === "";
  }, "expected an https address without query"),
);
const domain = z
  .string()
  .check(
    z.trim(),
    z.toLowerCase(),
    z.maxLength(253),
    z.regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/),
  );
const providerNames = z.strictObject({ en: line(LIMITS.ssoNameChars), zh: line(LIMITS.ssoNameChars) });

/**
 * Who may come in: who is linked, by their own hand or an invitation; or also whom the directory told of and who has not joined; or
 * also anybody with a verified address of these domains.
 */
export const SSO_JOINING = ["linked", "provisioned", "domain"] as const;
export type SsoJoining = (typeof SSO_JOINING)[number];

/** What can be changed of a service; its issuer cannot, since links are to people there. */
const settings = {
  names: providerNames,
  clientId: word(LIMITS.ssoClientIdChars),
  /** Beside `openid`. */
  scopes: z._default(words, ["profile", "email"]),
  joining: z._default(z.enum(SSO_JOINING), "linked"),
  domains: z._default(z.array(domain).check(z.maxLength(LIMITS.ssoDomains)), []),
  /** What in an ID Token is a person's `externalId` in the directory (SCIM). */
  externalIdClaim: z._default(word(LIMITS.ssoWordChars), "sub"),
  /** It is in the organisation's own network: addresses that the internet does not know may be asked. */
  privateNetwork: z._default(z.boolean(), false),
  /** Certificate authority of the service in PEM, beside those the machine knows. */
  authority: z.optional(
    z
      .string()
      .check(
        z.trim(),
        z.maxLength(LIMITS.ssoAuthorityChars),
        z.regex(/^(?:-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*)+$/),
      ),
  ),
  /** One of these must be in what the service tells of how somebody signed in there; empty: anything will do. */
  requiredAcr: z._default(words, []),
  requiredAmr: z._default(words, []),
  /** One of these says that it was by two factors, so that no second one is asked here; empty: never. */
  factorAcr: z._default(words, []),
  factorAmr: z._default(words, []),
};
export const changeSsoProviderRequest = z.strictObject(settings);
export const addSsoProviderRequest = z.strictObject({ issuer: ssoIssuer, ...settings });
export type SsoProviderSettings = z.output<typeof changeSsoProviderRequest>;

export const ssoSecretRequest = z.strictObject({
  secret: z.string().check(z.minLength(1), z.maxLength(LIMITS.ssoSecretChars), z.regex(/^[\u0020-\u007e]*$/)),
});
export const switchSsoRequest = z.strictObject({ isOn: z.boolean() });
export const requireSsoRequest = z.strictObject({ isRequired: z.boolean() });

/** A service as everybody sees it, before they sign in. */
export const ssoChoice = z.object({ id: id<SsoProviderId>(), names: providerNames });
export type SsoChoice = z.infer<typeof ssoChoice>;
export const ssoChoices = z.object({
  providers: z.array(ssoChoice),
  /** Only owners come in another way. */
  isRequired: z.boolean(),
});
export type SsoChoices = z.infer<typeof ssoChoices>;

export const ssoProvider = z.object({
  id: id<SsoProviderId>(),
  issuer: z.string(),
  ...settings,
  /** To be told to the service: where people come back to, and where it tells that somebody signed out. */
  callbackUrl: z.string(),
  logoutUrl: z.string(),
  hasSecret: z.boolean(),
  isOn: z.boolean(),
  /** When anything but its names was last changed. */
  changedAtMs: timeMs,
  /** When somebody last signed in by it as a test, since it was last changed. */
  testedAtMs: z.optional(timeMs),
  /** People who are linked, and those of them who have no other way in. */
  people: z.int(),
  onlyWayOf: z.int(),
});
export type SsoProvider = z.infer<typeof ssoProvider>;
export const ssoProviderList = z.object({
  providers: z.array(ssoProvider),
  isRequired: z.boolean(),
  /** People, owners apart, who could not get in if this were the only way. */
  withoutLink: z.int(),
});
export const ssoProviderAdded = z.object({ id: id<SsoProviderId>(), callbackUrl: z.string(), logoutUrl: z.string() });

/** What can be wrong with a service, as the server sees it. */
export const SSO_PROBLEMS = [
  "unreachable",
  "private-address",
  "not-https",
  "certificate",
  "too-slow",
  "too-large",
  "redirect",
  "not-found",
  "not-json",
  "other-issuer",
  "no-code-flow",
  "no-keys",
  "no-secret",
  "refused",
  "invalid",
] as const;
export type SsoProblem = (typeof SSO_PROBLEMS)[number];

export const ssoCheck = z.object({
  problem: z.optional(z.enum(SSO_PROBLEMS)),
  /** What the service offers, where it could be asked. */
  offers: z.optional(
    z.object({
      /** Pushed requests (RFC 9126), PKCE (RFC 7636), its name in answers (RFC 9207), telling of sign-outs. */
      par: z.boolean(),
      pkce: z.boolean(),
      iss: z.boolean(),
      logout: z.boolean(),
    }),
  ),
});
export type SsoCheck = z.infer<typeof ssoCheck>;

/** Where the browser is sent after the service: the web client, a page that shows a code, or a program on the same machine. */
const ssoBack = z.union([z.literal("web"), z.literal("code"), z.int().check(z.gte(1024), z.lte(65_535))]);
export type SsoBack = z.infer<typeof ssoBack>;

/** `challenge` is SHA-256 of a secret that stays where the sign-in began: only there it can be ended. */
const beginning = { provider: id<SsoProviderId>(), challenge: base64url(32), back: z._default(ssoBack, "web") };
export const beginSsoRequest = z.strictObject(beginning);
export const beginSsoSignInRequest = z.strictObject({ ...beginning, invitation: z.optional(token) });
export const ssoBegun = z.object({
  /** To be opened in a browser. */
  url: z.string(),
  state: token,
  expiresAtMs: timeMs,
});
export type SsoBegun = z.infer<typeof ssoBegun>;

/** What came back by the browser, with the secret of whoever began. */
export const ssoReturn = z.strictObject({
  state: token,
  secret: token,
  /** The authorization code, or the service's word for why there is none. */
  code: z.optional(z.string().check(z.minLength(1), z.maxLength(LIMITS.ssoCodeChars))),
  error: z.optional(z.string().check(z.maxLength(LIMITS.ssoWordChars))),
  iss: z.optional(z.string().check(z.maxLength(500))),
});
export type SsoReturn = z.infer<typeof ssoReturn>;

/** The service's answer, in the query of the address that people come back to; what else it says is not looked at. */
const queryText = z.optional(z.string().check(z.maxLength(LIMITS.ssoCodeChars)));
export const ssoCallbackQuery = z.object({ state: queryText, code: queryText, error: queryText, iss: queryText });
export const ssoLogoutForm = z.object({ logout_token: z.string().check(z.maxLength(LIMITS.ssoLogoutTokenChars)) });

/** Nothing is told to the service but that it was heard. */
export const ssoLoggedOut = z.object({});

/** What the service said of who signed in as a test; nobody is signed in here by that. */
export const ssoTested = z.object({
  subject: z.string(),
  name: z.optional(z.string()),
  email: z.optional(z.string()),
  emailVerified: z.boolean(),
  acr: z.optional(z.string()),
  amr: z.array(z.string()),
  isTwofold: z.boolean(),
  /** Whether somebody new with this sign-in could come in. */
  mayJoin: z.boolean(),
});
export type SsoTested = z.infer<typeof ssoTested>;

export const ssoLink = z.object({
  id: id<SsoLinkId>(),
  provider: id<SsoProviderId>(),
  names: providerNames,
  /** What the service called the person when they last signed in by it. */
  shown: z.string(),
  linkedAtMs: timeMs,
  usedAtMs: z.optional(timeMs),
});
export const ssoLinkList = z.object({ links: z.array(ssoLink) });
export type SsoLink = z.infer<typeof ssoLink>;
