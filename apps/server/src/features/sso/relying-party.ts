/**
 * Speaks OpenID Connect with a service: its description, the way to it, and what it says of who came back. Signatures are always
 * verified, although the answer came over TLS; a service is asked through `guardedFetch` alone.
 */

import { LIMITS, type SsoCheck, type SsoProviderId } from "@warbler/protocol";
import { createRemoteJWKSet, type JWTVerifyGetKey, customFetch as joseFetch } from "jose";
import * as oidc from "openid-client";
import type { Clock } from "../../kernel/clock.ts";
import { type Claims, claimsOf } from "./claims.ts";
import { type GuardedFetch, guardedFetch, ServiceProblem } from "./guarded-fetch.ts";
import type { Service } from "./services.ts";

/** One sign-in under way. */
export interface Asking {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE (RFC 7636). */
  readonly verifier: string;
  /** Signing in again is asked for, no longer ago than this when it comes back. */
  readonly maxAgeS?: number;
}

/** What came back with the browser. */
export interface Returned {
  readonly code?: string | undefined;
  readonly error?: string | undefined;
  readonly iss?: string | undefined;
}

interface Met {
  readonly config: oidc.Configuration;
  readonly fetch: GuardedFetch;
  readonly keys: JWTVerifyGetKey;
}
interface Known {
  readonly met: Promise<Met>;
  readonly changedMs: number;
  readonly untilMs: number;
}

const NO_SECRET = "no-secret";

export function relyingParty({ clock }: { readonly clock: Pick<Clock, "nowMs" | "deadline"> }) {
  const known = new Map<SsoProviderId, Known>();

  const meet = async (service: Service): Promise<Met> => {
    const fetch = guardedFetch({ clock, allowsPrivate: service.privateNetwork, authority: service.authority });
    const config = await discover(service, fetch);
    const { jwks_uri = "" } = config.serverMetadata();
    const keys = createRemoteJWKSet(new URL(jwks_uri), {
      [joseFetch]: (url, { headers }) => fetch(url, { method: "GET", headers: Object.fromEntries(headers) }),
    });
    return { config, fetch, keys };
  };
  const metWith = (service: Service): Promise<Met> => {
    const nowMs = clock.nowMs();
    const before = known.get(service.id);
    if (before !== undefined && before.changedMs === service.changedMs && before.untilMs > nowMs) return before.met;
    const met = meet(service);
    const now = { met, changedMs: service.changedMs, untilMs: nowMs + LIMITS.ssoDiscoveryMs };
    known.set(service.id, now);
    // One that could not be met is asked again at the next try.
    met.catch(() => known.get(service.id) === now && known.delete(service.id));
    return met;
  };

  return {
    /** What is known of a service is asked anew after this. */
    forget: (id: SsoProviderId): void => void known.delete(id),

    /** Asks for description and keys; throws what `problemOf` tells. */
    async check(service: Service): Promise<NonNullable<SsoCheck["offers"]>> {
      const { config, fetch } = await meet(service);
      const about = config.serverMetadata();
      const answer = await fetch(about.jwks_uri ?? "", { method: "GET", headers: { accept: "application/json" } });
      const keys: unknown = answer.ok ? await answer.json().catch(() => undefined) : undefined;
      const hasKeys =
        typeof keys === "object" && keys !== null && "keys" in keys && Array.isArray(keys.keys) && keys.keys.length > 0;
      if (!hasKeys) throw new ServiceProblem("no-keys");
      return {
        par: about.pushed_authorization_request_endpoint !== undefined,
        pkce: about.supportsPKCE(),
        iss: about["authorization_response_iss_parameter_supported"] === true,
        logout: about["backchannel_logout_supported"] === true,
      };
    },

    /** The address that a browser is sent to. */
    async begin(service: Service, { redirectUri, state, nonce, verifier, maxAgeS }: Asking): Promise<URL> {
      if (service.secret === undefined) throw new ServiceProblem(NO_SECRET);
      const { config } = await metWith(service);
      const asked = {
        redirect_uri: redirectUri,
        response_type: "code",
        scope: [...new Set(["openid", ...service.scopes])].join(" "),
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
        ...(service.requiredAcr.length > 0 && { acr_values: service.requiredAcr.join(" ") }),
        ...(maxAgeS !== undefined && { prompt: "login", max_age: "0" }),
      };
      const takesPushed = config.serverMetadata().pushed_authorization_request_endpoint !== undefined;
      return takesPushed ? oidc.buildAuthorizationUrlWithPAR(config, asked) : oidc.buildAuthorizationUrl(config, asked);
    },

    /** Who came back. Throws unless everything about the answer is as it must be. */
    async end(service: Service, asking: Asking, returned: Returned): Promise<Claims> {
      const { config } = await metWith(service);
      const url = new URL(asking.redirectUri);
      for (const [name, value] of Object.entries({ ...returned, state: asking.state }))
        if (value !== undefined) url.searchParams.set(name, value);
      const tokens = await oidc.authorizationCodeGrant(config, url, {
        pkceCodeVerifier: asking.verifier,
        expectedState: asking.state,
        expectedNonce: asking.nonce,
        idTokenExpected: true,
        ...(asking.maxAgeS !== undefined && { maxAge: asking.maxAgeS }),
      });
      const idToken = tokens.claims();
      if (idToken === undefined) throw new ServiceProblem("invalid");
      const lacksMail = idToken["email"] === undefined && service.scopes.includes("email");
      const mayAskMore = lacksMail && config.serverMetadata().userinfo_endpoint !== undefined;
      const more = mayAskMore ? await oidc.fetchUserInfo(config, tokens.access_token, idToken.sub) : undefined;
      return claimsOf(service, idToken, more);
    },

    keysOf: async (service: Service): Promise<JWTVerifyGetKey> => (await metWith(service)).keys,
  };
}
export type RelyingParty = ReturnType<typeof relyingParty>;

async function discover(service: Service, fetch: GuardedFetch): Promise<oidc.Configuration> {
  const { issuer, clientId, secret } = service;
  const config = await oidc.discovery(new URL(issuer), clientId, {}, authentication(secret), {
    [oidc.customFetch]: fetch,
    execute: [oidc.enableNonRepudiationChecks],
  });
  const about = config.serverMetadata();
  // The library compares addresses; links and tokens are held to the very letters.
  if (about.issuer !== issuer) throw new ServiceProblem("other-issuer");
  const { authorization_endpoint, token_endpoint, jwks_uri } = about;
  const others = [about.userinfo_endpoint, about.pushed_authorization_request_endpoint].filter(
    (one) => one !== undefined,
  );
  for (const one of [authorization_endpoint, token_endpoint, jwks_uri, ...others])
    if (URL.parse(one ?? "")?.protocol !== "https:")
      throw new ServiceProblem(one === undefined ? "invalid" : "not-https");
  if (about.response_types_supported?.includes("code") === false) throw new ServiceProblem("no-code-flow");
  return config;
}

/** In the header where the service takes that (RFC 6749 §2.3.1), else in the body. */
const authentication =
  (secret: string | undefined): oidc.ClientAuth =>
  (service, ...rest) => {
    if (secret === undefined) throw new ServiceProblem(NO_SECRET);
    const inHeader = service.token_endpoint_auth_methods_supported?.includes("client_secret_basic") ?? true;
    return (inHeader ? oidc.ClientSecretBasic(secret) : oidc.ClientSecretPost(secret))(service, ...rest);
  };
