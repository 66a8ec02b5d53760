/**
 * Coming in by a service: whose account it is says the link, never an address of mail. Somebody unknown comes in by an invitation,
 * or where the organisation lets the service bring people; a service makes nobody more than a member.
 */
import {
  type AccountId,
  type ApiParsed,
  newId,
  type SessionId,
  type SignInAnswer,
  type SsoLinkId,
  type SsoProviderId,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { insert, plan, remove, requireRows, type Step, update } from "../../kernel/plan.ts";
import type { OpenGrant } from "../../kernel/policy/policy.ts";
import { type Result, refuse } from "../../kernel/result.ts";
import type { Origin } from "../../kernel/routes/route.ts";
import { addressBlock } from "../../kernel/throttle.ts";
import {
  type AccountsDoor,
  type FirstProof,
  type JoinRules,
  type Newcomer,
  type SignInRules,
} from "../accounts/index.ts";
import { isTwofold, mayJoin, shownOf } from "./claims.ts";
import { ssoJoined, ssoRefused } from "./facts.ts";
import type { Came, Flows, Purpose } from "./flows.ts";
import { freeHandle, nameFrom } from "./newcomer.ts";
import type { Services } from "./services.ts";
import type { LinkRow } from "./store.ts";
import { ssoLinks, ssoProviders, ssoSessions } from "./tables.ts";

export interface SsoSignInDeps extends Pick<Kernel, "ledger" | "policy" | "clock"> {
  readonly flows: Flows;
  readonly services: Services;
  readonly door: Pick<AccountsDoor, "tries">;
  readonly signIn: Pick<SignInRules, "beginOrAsk" | "mayBeOn">;
  readonly join: Pick<JoinRules, "joinInvited" | "joinUninvited" | "isTaken">;
  /** The account of whom the directory told by this id, while nobody has joined as them and they are active. */
  readonly provisioned: (externalId: string) => Promise<AccountId | undefined>;
}

type CameToSignIn = Came<Extract<Purpose, { kind: "sign-in" }>>;
type Device = ApiParsed<"signInBySso">["device"];

export function ssoSignInRules({ ledger, policy, clock, flows, services, door, ...deps }: SsoSignInDeps) {
  const isLate = (origin: Origin): number => door.tries.takeFrom(addressBlock(origin.address), clock.nowMs());
  const noteRefusal = (grant: OpenGrant, about: AccountId | null, provider: SsoProviderId | undefined, why: string) =>
    ledger.commit(grant, () =>
      plan(ssoRefused, [{ subject: about, detail: { why, ...(provider !== undefined && { provider }) } }], [], null),
    );

  /** What goes with each session that a link begins. */
  const proofBy = (
    came: CameToSignIn,
    { link, account, device }: { link: SsoLinkId; account: AccountId; device: Device },
  ) => {
    const { service, claims } = came;
    const used = { used_ms: clock.nowMs(), shown: shownOf(claims) };
    const first: FirstProof = {
      device,
      by: "sso",
      isTwofold: isTwofold(service, claims),
      steps: (session: SessionId): readonly Step[] => [
        // A second factor may have been asked for in between: the service must still be on, as it was when it spoke.
        requireRows(ssoProviders, { id: service.id, is_on: 1, changed_ms: service.changedMs }, "proof-over"),
        update(ssoLinks, { id: link, account, unlinked_ms: null }, used, "sso-unknown"),
        insert(ssoSessions, {
          session,
          link,
          provider: service.id,
          account,
          ...(claims.sid !== undefined && { sid_key: services.sidKey(service, claims.sid) }),
        }),
      ],
    };
    return first;
  };

  const signInLinked = async (
    grant: OpenGrant,
    { id: link, account }: LinkRow,
    { came, device, origin }: { readonly came: CameToSignIn; readonly device: Device; readonly origin: Origin },
  ): Promise<Result<SignInAnswer>> => {
    // The link is there, and the role that was written with it is not known yet: it was made at this moment.
    if ((await policy.standingOf(account)) === undefined) return refuse("sso-failed");
    if ((await policy.orgRoleOf(account)) === undefined) {
      await noteRefusal(grant, account, came.service.id, "suspended");
      return refuse("suspended");
    }
    if (!(await deps.signIn.mayBeOn(account, device))) return refuse("sign-in-failed");
    return deps.signIn.beginOrAsk(grant, account, proofBy(came, { link, account, device }), origin);
  };

  /** Whom the directory of the organisation told of, where it lets the service bring these. */
  const expectedAs = async ({ service, claims }: CameToSignIn): Promise<AccountId | undefined> =>
    service.joining === "provisioned" && claims.externalId !== undefined
      ? deps.provisioned(claims.externalId)
      : undefined;

  /** Somebody new: `before` is a link of this sign-in that was taken away. */
  const comeInAnew = async (
    grant: OpenGrant,
    before: LinkRow | undefined,
    { came, device, origin }: { readonly came: CameToSignIn; readonly device: Device; readonly origin: Origin },
  ): Promise<Result<SignInAnswer>> => {
    const { purpose, service, claims } = came;
    const { invitation } = purpose;
    // Whoever once took the link away does not come back as somebody new by it.
    const expected = before === undefined && invitation === undefined ? await expectedAs(came) : undefined;
    const mayCome =
      invitation !== undefined || expected !== undefined || (before === undefined && mayJoin(service, claims));
    // As with the device of another person: whoever is new is on a new one.
    if (mayCome && "id" in device) return refuse("sign-in-failed");
    const handle = mayCome ? await freeHandle(claims, deps.join.isTaken) : undefined;
    if (handle === undefined) {
      await noteRefusal(grant, before?.account ?? null, service.id, "unknown");
      return refuse("sso-unknown");
    }
    const link = newId<SsoLinkId>();
    const row = {
      id: link,
      provider: service.id,
      subject_key: services.subjectKey(service, claims.subject),
      shown: shownOf(claims),
      linked_ms: clock.nowMs(),
    };
    const newcomer: Newcomer = {
      handle,
      name: nameFrom(claims, handle),
      password: null,
      first: (account) => proofBy(came, { link, account, device }),
      steps: (account) => [
        ...(before === undefined ? [] : [remove(ssoLinks, { id: before.id, unlinked_ms: before.unlinked_ms })]),
        insert(ssoLinks, { ...row, account }, "sso-failed"),
      ],
    };
    if (invitation !== undefined) return deps.join.joinInvited(grant, invitation, newcomer, origin);
    return deps.join.joinUninvited(
      grant,
      { ...newcomer, expected },
      (account, steps) =>
        plan(ssoJoined, [{ subject: account, detail: { provider: service.id, link } }], steps, { account }),
      origin,
    );
  };

  return {
    async begin(_grant: OpenGrant, { invitation, ...input }: ApiParsed<"beginSsoSignIn">, origin: Origin) {
      const waitMs = isLate(origin);
      if (waitMs > 0) return refuse("rate-limited", undefined, waitMs);
      return flows.begin({ kind: "sign-in", invitation }, input, addressBlock(origin.address));
    },

    async end(
      grant: OpenGrant,
      { back, device }: ApiParsed<"signInBySso">,
      origin: Origin,
    ): Promise<Result<SignInAnswer>> {
      const waitMs = isLate(origin);
      if (waitMs > 0) return refuse("rate-limited", undefined, waitMs);
      const ended = await flows.end("sign-in", back);
      if (!ended.ok) {
        await noteRefusal(grant, null, undefined, ended.refusal.code);
        return ended;
      }
      const came = ended.value;
      const link = await services.linkOf(came.service, came.claims.subject);
      const with_ = { came, device, origin };
      return link !== undefined && link.unlinked_ms === null
        ? signInLinked(grant, link, with_)
        : comeInAnew(grant, link, with_);
    },
  };
}
export type SsoSignInRules = ReturnType<typeof ssoSignInRules>;
