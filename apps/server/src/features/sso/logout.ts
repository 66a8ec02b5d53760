/**
 * A service tells that somebody signed out there (OpenID Connect Back-Channel Logout 1.0): the sessions that it began here end, one
 * by its `sid`, or all of that person. A token is signed by the service, young, for this server, and counts once.
 */
import { LIMITS, type SessionId, type SsoProviderId } from "@warbler/protocol";
import { type JWTPayload, jwtVerify } from "jose";
import type { Kernel } from "../../kernel/kernel.ts";
import { type FactAbout, insert, isNonEmpty, plan, remove } from "../../kernel/plan.ts";
import type { OpenGrant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { Origin } from "../../kernel/routes/route.ts";
import { addressBlock } from "../../kernel/throttle.ts";
import { type AccountsDoor, endSessionStep } from "../accounts/index.ts";
import { ssoLoggedOut, ssoRefused } from "./facts.ts";
import type { RelyingParty } from "./relying-party.ts";
import type { Service, Services } from "./services.ts";
import { type SsoSessionRow, ssoStore } from "./store.ts";
import { ssoLogouts } from "./tables.ts";

/** §2.4: signed as ID Tokens are; a secret that both know would let whoever has it speak for the service. */
const ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];
const EVENT = "http://schemas.openid.net/event/backchannel-logout";
const TOLERANCE_S = 30;
/** Rows of tokens that are too old by now, which one token takes along. */
const FORGOTTEN = 100;

export interface LogoutDeps extends Pick<Kernel, "ledger" | "reader" | "clock"> {
  readonly party: RelyingParty;
  readonly services: Services;
  readonly door: Pick<AccountsDoor, "tries">;
}

interface LogoutToken {
  readonly jti: string;
  readonly sub: string | undefined;
  readonly sid: string | undefined;
}

export function logoutRules({ ledger, reader, clock, party, services, door }: LogoutDeps) {
  const store = ssoStore(reader);

  const verified = async (service: Service, token: string): Promise<LogoutToken | undefined> => {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, await party.keysOf(service), {
        issuer: service.issuer,
        audience: service.clientId,
        algorithms: ALGORITHMS,
        currentDate: new Date(clock.nowMs()),
        maxTokenAge: LIMITS.ssoLogoutMs / 1_000,
        clockTolerance: TOLERANCE_S,
        requiredClaims: ["iat", "jti", "events"],
      });
      const typ = protectedHeader.typ?.toLowerCase();
      return typ === undefined || typ === "jwt" || typ === "logout+jwt" ? logoutTokenOf(payload) : undefined;
    } catch {
      return undefined;
    }
  };

  /** §2.7: those of the service's session, of that person, or of that person in that session. */
  const sessionsOf = async (service: Service, { sub, sid }: LogoutToken): Promise<readonly SsoSessionRow[]> => {
    const link = sub === undefined ? undefined : await services.linkOf(service, sub);
    if (sid === undefined) return link === undefined ? [] : store.sessionsOfLink(link.id);
    const bySid = await store.sessionsBySid(services.sidKey(service, sid));
    return sub === undefined ? bySid : bySid.filter((one) => one.link === link?.id);
  };

  return {
    async logout(
      grant: OpenGrant,
      id: SsoProviderId,
      { logout_token }: { readonly logout_token: string },
      origin: Origin,
    ): Promise<Result<Record<string, never>>> {
      const service = await services.one(id);
      if (service === undefined) return refuse("not-found");
      const token = await verified(service, logout_token);
      if (token === undefined) {
        // A service tells of many at closing time: only what it did not sign is counted.
        const waitMs = door.tries.takeFrom(addressBlock(origin.address), clock.nowMs());
        if (waitMs > 0) return refuse("rate-limited", undefined, waitMs);
        const about = { subject: null, detail: { provider: id, why: "logout" } };
        await ledger.commit(grant, () => plan(ssoRefused, [about], [], null));
        return refuse("bad-request", "expected a logout token of this service");
      }
      const nowMs = clock.nowMs();
      const ended = await sessionsOf(service, token);
      const each: readonly FactAbout[] = ended.map(({ account, session }) => ({
        subject: account,
        detail: { provider: id, session },
      }));
      const about = isNonEmpty(each) ? each : ([{ subject: null, detail: { provider: id } }] as const);
      const sessions: readonly SessionId[] = ended.map(({ session }) => session);
      const old = await store.logoutsUntil(nowMs, FORGOTTEN);
      const untilMs = nowMs + LIMITS.ssoLogoutMs + 4 * TOLERANCE_S * 1_000;
      const done = await ledger.commit(grant, () =>
        plan(
          ssoLoggedOut,
          about,
          [
            ...old.map((row) => remove(ssoLogouts, { token: row.token }, "ignore")),
            insert(ssoLogouts, { token: services.logoutKey(service, token.jti), until_ms: untilMs }, "bad-request"),
            ...ended.map(({ account, session }) => endSessionStep({ account, session }, nowMs)),
          ],
          { sessions },
        ),
      );
      return done.ok ? ok({}) : done;
    },
  };
}
export type LogoutRules = ReturnType<typeof logoutRules>;

/** §2.6: the event itself, somebody or some session, and no nonce, so that no ID Token passes for one. */
function logoutTokenOf({ jti, sub, sid, events, ...others }: JWTPayload): LogoutToken | undefined {
  const isEvent = typeof events === "object" && events !== null && EVENT in events && isObject(events[EVENT]);
  const hasSid = typeof sid === "string" && sid !== "";
  if (!isEvent || jti === undefined || jti === "" || "nonce" in others) return undefined;
  if (sid !== undefined && !hasSid) return undefined;
  return sub === undefined && !hasSid ? undefined : { jti, sub, sid: hasSid ? sid : undefined };
}

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);
