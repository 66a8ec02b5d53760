/** The organisation's services for single sign-on: adding, changing, trying, switching and removing them. */
import {
  type AccountId,
  type ApiParsed,
  type FactDetail,
  LIMITS,
  newId,
  type ShownDetail,
  type SsoCheck,
  type SsoChoices,
  type SsoProviderId,
  type SsoProviderSettings,
  type SsoReturn,
  type SsoTested,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { insert, insertOrReplace, plan, remove, requireRows, type Step, update } from "../../kernel/plan.ts";
import type { Agreed, AnyGrant, Grant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { isTwofold, mayJoin } from "./claims.ts";
import { ssoConfigured } from "./facts.ts";
import type { Flows } from "./flows.ts";
import { problemOf } from "./problems.ts";
import type { RelyingParty } from "./relying-party.ts";
import { choiceOf, type Service, type Services } from "./services.ts";
import { ssoStore } from "./store.ts";
import { ssoLinks, ssoProviders, ssoSettings } from "./tables.ts";
import type { WaysIn } from "./ways-in.ts";

export interface ProvidersDeps extends Pick<Kernel, "ledger" | "policy" | "reader" | "clock"> {
  readonly flows: Flows;
  readonly services: Services;
  readonly party: RelyingParty;
  readonly ways: WaysIn;
  /** Ends the sessions that a service began. */
  readonly endSessionsOf: (provider: SsoProviderId) => Promise<void>;
}

export function providerRules({ ledger, reader, clock, flows, services, party, ways, ...deps }: ProvidersDeps) {
  const store = ssoStore(reader);

  const commit = async (
    grant: AnyGrant,
    detail: FactDetail,
    steps: readonly Step[],
    isRequired = false,
  ): Promise<Result<undefined>> => {
    const about = { subject: grant.caller.account, detail };
    const done = await ledger.commit(grant, () => plan(ssoConfigured, [about], steps, { isRequired }));
    return done.ok ? ok(undefined) : done;
  };

  /** Some owner must come in whatever happens to services: otherwise nobody could mend it any more. */
  const keepsOwners = async (): Promise<Result<undefined>> =>
    (await ways.keepsAnOwner()) ? ok(undefined) : refuse("last-way-in");

  return {
    /** What everybody sees before they sign in. */
    async choices(): Promise<SsoChoices> {
      const on = (await services.all()).filter(({ isOn }) => isOn);
      return { providers: on.map(choiceOf), isRequired: await store.isRequired() };
    },

    async list(_grant: Grant<"policy.read">) {
      const all = await services.all();
      const providers = await Promise.all(
        all.map(async ({ secret, changedMs, testedMs, ...shown }) => ({
          ...shown,
          callbackUrl: services.callbackUrl(shown.id),
          logoutUrl: services.logoutUrl(shown.id),
          hasSecret: secret !== undefined,
          changedAtMs: changedMs,
          ...(testedMs !== undefined && { testedAtMs: testedMs }),
          ...(await ways.countsOf(shown.id)),
        })),
      );
      return ok({ providers, isRequired: await store.isRequired(), withoutLink: await ways.withoutLink() });
    },

    async add(grant: Agreed<"sso.configure">, input: ApiParsed<"addSsoProvider">) {
      const flaw = flawOf(input);
      if (flaw !== undefined) return refuse("bad-request", flaw);
      const id = newId<SsoProviderId>();
      const nowMs = clock.nowMs();
      const done = await commit(grant, { provider: id, what: "added", issuer: input.issuer }, [
        requireRows(ssoProviders, {}, "too-many", 0, LIMITS.ssoProviders - 1),
        insert(ssoProviders, { id, settings: input, is_on: 0, added_ms: nowMs, changed_ms: nowMs }),
      ]);
      if (!done.ok) return done;
      return ok({ id, callbackUrl: services.callbackUrl(id), logoutUrl: services.logoutUrl(id) });
    },

    /** Names may change as they are; after anything else it is off until it was tried again. */
    async change(
      grant: Agreed<"sso.configure">,
      id: SsoProviderId,
      input: ApiParsed<"changeSsoProvider">,
    ): Promise<Result<undefined>> {
      const before = await services.one(id);
      if (before === undefined) return refuse("not-found");
      const settings = { ...input, issuer: before.issuer };
      const flaw = flawOf(settings);
      if (flaw !== undefined) return refuse("bad-request", flaw);
      const changed = changedParts(before, settings);
      const set = changed.every((one) => one === "names")
        ? { settings }
        : { settings, is_on: 0 as const, tested_ms: null, changed_ms: Math.max(clock.nowMs(), before.changedMs + 1) };
      return commit(grant, { provider: id, what: "changed", parts: changed.join(" ") }, [
        update(ssoProviders, { id, changed_ms: before.changedMs }, set, "permission-changed"),
      ]);
    },

    /** The secret is in no act that others sign, and in no fact. */
    async setSecret(
      grant: Grant<"sso.try">,
      id: SsoProviderId,
      { secret }: ApiParsed<"setSsoSecret">,
    ): Promise<Result<undefined>> {
      const done = await commit(grant, { provider: id, what: "secret" }, [update(ssoProviders, { id }, { secret })]);
      party.forget(id);
      return done;
    },

    async check(_grant: Grant<"sso.try">, id: SsoProviderId): Promise<Result<SsoCheck>> {
      const service = await services.one(id);
      if (service === undefined) return refuse("not-found");
      party.forget(id);
      try {
        return ok({ offers: await party.check(service) });
      } catch (error) {
        return ok({ problem: problemOf(error) });
      }
    },

    beginTest({ caller }: Grant<"sso.try">, input: ApiParsed<"beginSsoTest">) {
      const { account, session } = caller;
      return flows.begin({ kind: "test", account, session }, input, session);
    },

    async endTest(grant: Grant<"sso.try">, back: SsoReturn): Promise<Result<SsoTested>> {
      const ended = await flows.end("test", back, grant.caller.session);
      if (!ended.ok) return ended;
      const { service, claims } = ended.value;
      const where = { id: service.id, changed_ms: service.changedMs };
      const done = await commit(grant, { provider: service.id, what: "tested" }, [
        update(ssoProviders, where, { tested_ms: clock.nowMs() }, "permission-changed"),
      ]);
      if (!done.ok) return done;
      const { subject, name, email, emailVerified, acr, amr } = claims;
      return ok({
        subject,
        ...(name !== undefined && { name }),
        ...(email !== undefined && { email }),
        emailVerified,
        ...(acr !== undefined && { acr }),
        amr: [...amr],
        isTwofold: isTwofold(service, claims),
        mayJoin: mayJoin(service, claims),
      });
    },

    async turn(grant: Agreed<"sso.configure">, id: SsoProviderId, isOn: boolean): Promise<Result<undefined>> {
      const service = await services.one(id);
      if (service === undefined) return refuse("not-found");
      if (isOn && service.testedMs === undefined) return refuse("sso-untested");
      const keeps = isOn ? ok(undefined) : await keepsOwners();
      if (!keeps.ok) return keeps;
      const where = { id, changed_ms: service.changedMs };
      const done = await commit(grant, { provider: id, what: isOn ? "on" : "off" }, [
        update(ssoProviders, where, { is_on: isOn ? 1 : 0 }, "permission-changed"),
      ]);
      if (done.ok && !isOn) await deps.endSessionsOf(id);
      return done;
    },

    /** With all its links: those who have no other way in come back by an invitation alone. */
    async remove(grant: Agreed<"sso.configure">, id: SsoProviderId): Promise<Result<undefined>> {
      const service = await services.one(id);
      if (service === undefined) return refuse("not-found");
      const keeps = await keepsOwners();
      if (!keeps.ok) return keeps;
      const links = await store.linksOfProvider(id);
      const done = await commit(grant, { provider: id, what: "removed", links: links.length, issuer: service.issuer }, [
        remove(ssoProviders, { id }),
        remove(ssoLinks, { provider: id }, "ignore"),
      ]);
      party.forget(id);
      if (done.ok) await deps.endSessionsOf(id);
      return done;
    },

    async require(grant: Agreed<"sso.configure">, isRequired: boolean): Promise<Result<undefined>> {
      if (isRequired) {
        if (!(await services.all()).some(({ isOn }) => isOn)) return refuse("sso-untested");
        // Whoever asks it of others must be able to come back: an owner as ever, anybody else by a link.
        if (!(await ways.keepsAnOwner()) || !(await ways.comesBack(grant.caller.account))) return refuse("last-way-in");
      }
      const row = { id: 1, is_required: isRequired ? (1 as const) : (0 as const) };
      const what = isRequired ? "required" : "not required";
      return commit(grant, { what }, [insertOrReplace(ssoSettings, row)], isRequired);
    },

    /** Whether single sign-on is the only way in for this person: for all but owners, who keep theirs for when it fails. */
    async isOnlyWay(account: AccountId): Promise<boolean> {
      return (await store.isRequired()) && (await deps.policy.orgRoleOf(account)) !== "owner";
    },
    isRequired: store.isRequired,
  };
}
export type ProviderRules = ReturnType<typeof providerRules>;

/** What the schema cannot say of settings by itself. */
function flawOf({ joining, domains }: Pick<Service, "joining" | "domains">): ShownDetail | undefined {
  if (joining === "domain" && domains.length === 0)
    return "domains: expected at least one where a domain lets people in";
  return undefined;
}

/** Names of the settings that are not what they were. */
function changedParts(before: Service, after: SsoProviderSettings): readonly string[] {
  const was = new Map<string, unknown>(Object.entries(before));
  const is = new Map<string, unknown>(Object.entries(after));
  const parts = new Set([...is.keys(), "authority"]);
  return [...parts].filter((part) => JSON.stringify(was.get(part)) !== JSON.stringify(is.get(part)));
}
