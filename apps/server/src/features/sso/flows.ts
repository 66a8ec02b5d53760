/**
 * Sign-ins under way: each begun for one purpose, with one service, by somebody who keeps a secret. What comes back with the
 * browser is worth nothing without that secret, so that nobody can be made to end what another one began; and it counts once.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import {
  type AccountId,
  LIMITS,
  type SessionId,
  type SsoBack,
  type SsoBegun,
  type SsoProviderId,
  type SsoReturn,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { createThrottle } from "../../kernel/throttle.ts";
import { createTickets } from "../factors/index.ts";
import { type Claims, isAsRequired } from "./claims.ts";
import { isAway, problemOf } from "./problems.ts";
import type { Asking, RelyingParty } from "./relying-party.ts";
import type { Service, Services } from "./services.ts";

/** Only the session that began it can end it. */
interface OwnPurpose<K extends string> {
  readonly kind: K;
  readonly account: AccountId;
  readonly session: SessionId;
}
export type Purpose =
  | { readonly kind: "sign-in"; readonly invitation: string | undefined }
  | OwnPurpose<"link">
  | OwnPurpose<"prove">
  | OwnPurpose<"test">;

interface Flow {
  readonly purpose: Purpose;
  readonly provider: SsoProviderId;
  readonly changedMs: number;
  readonly challenge: string;
  readonly verifier: string;
  readonly nonce: string;
  readonly back: SsoBack;
  readonly beganMs: number;
  /** Who asked: a session, or a block of addresses. */
  readonly from: string;
}

/** Somebody came back, and the service says who they are there. */
export interface Came<P extends Purpose = Purpose> {
  readonly purpose: P;
  readonly service: Service;
  readonly claims: Claims;
}

/** A whole office may be behind one address. */
const FLOWS_OF_ONE_NETWORK = 1_000;
/** Between signing in there and coming back here. */
const WAY_BACK_S = 60;

const secretText = () => randomBytes(32).toString("base64url");

export function flowsOver({
  clock,
  party,
  services,
}: Pick<Kernel, "clock"> & { readonly party: RelyingParty; readonly services: Services }) {
  const tickets = createTickets<Flow>({
    clock,
    lastsMs: LIMITS.ssoFlowMs,
    of: ({ from }) => from,
    mostOfOne: FLOWS_OF_ONE_NETWORK,
  });

  /** Each begins with a question to the service. */
  const pace = createThrottle({ burst: 60, refillMs: 1_000, keys: 100_000 });

  const askingOf = (state: string, { provider, nonce, verifier, purpose, beganMs }: Flow): Asking => ({
    redirectUri: services.callbackUrl(provider),
    state,
    nonce,
    verifier,
    ...(purpose.kind === "prove" && { maxAgeS: Math.ceil((clock.nowMs() - beganMs) / 1_000) + WAY_BACK_S }),
  });

  return {
    async begin(
      purpose: Purpose,
      input: { readonly provider: SsoProviderId; readonly challenge: string; readonly back: SsoBack },
      from: string,
    ): Promise<Result<SsoBegun>> {
      const waitMs = pace.take(from, clock.nowMs());
      if (waitMs > 0) return refuse("rate-limited", undefined, waitMs);
      const service = await services.one(input.provider);
      if (service === undefined || !(service.isOn || purpose.kind === "test")) return refuse("not-found");
      const { changedMs } = service;
      const flow: Flow = {
        ...input,
        purpose,
        changedMs,
        verifier: secretText(),
        nonce: secretText(),
        beganMs: clock.nowMs(),
        from,
      };
      const { ticket: state, expiresAtMs } = tickets.issue(flow);
      try {
        const url = await party.begin(service, askingOf(state, flow));
        return ok({ url: url.href, state, expiresAtMs });
      } catch (error) {
        tickets.take(state);
        return refuse("sso-unreachable", problemOf(error));
      }
    },

    /** Where the browser goes from here, if it came back from the service that it was sent to. */
    backOf(state: string, provider: SsoProviderId): SsoBack | undefined {
      const flow = tickets.look(state);
      // Another service answered in its stead: what it sends must not reach the first one (RFC 9207, mix-up).
      return flow?.provider === provider ? flow.back : undefined;
    },

    /** `session` is of whoever ends what a session began. */
    async end<K extends Purpose["kind"]>(
      kind: K,
      { state, secret, ...returned }: SsoReturn,
      session?: SessionId,
    ): Promise<Result<Came<Extract<Purpose, { kind: K }>>>> {
      const flow = tickets.take(state);
      if (flow === undefined) return refuse("proof-over");
      const { purpose, provider, changedMs } = flow;
      const isSame = isOfKind(purpose, kind) && (!("session" in purpose) || purpose.session === session);
      if (!isSame || !isSecretOf(secret, flow.challenge)) return refuse("sso-failed", "begun by another one");
      const service = await services.one(provider);
      if (service === undefined || service.changedMs !== changedMs || !(service.isOn || kind === "test"))
        return refuse("proof-over");
      try {
        const claims = await party.end(service, askingOf(state, flow), returned);
        if (!isAsRequired(service, claims)) return refuse("sso-failed", "not signed in as the organisation asks");
        return ok({ purpose, service, claims });
      } catch (error) {
        const problem = problemOf(error);
        return refuse(isAway(problem) ? "sso-unreachable" : "sso-failed", problem);
      }
    },
  };
}
export type Flows = ReturnType<typeof flowsOver>;

const isOfKind = <K extends Purpose["kind"]>(purpose: Purpose, kind: K): purpose is Extract<Purpose, { kind: K }> =>
  purpose.kind === kind;

function isSecretOf(secret: string, challenge: string): boolean {
  const digest = createHash("sha256").update(Buffer.from(secret, "base64url")).digest();
  return timingSafeEqual(digest, Buffer.from(challenge, "base64url"));
}
