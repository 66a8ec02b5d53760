/** One's own links: made by who is signed in and proved it just now, and never the last way in taken away. */
import {
  type AccountId,
  type ApiParsed,
  LIMITS,
  newId,
  type SsoChoice,
  type SsoLink,
  type SsoLinkId,
  type SsoReturn,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { insert, plan, remove, requireRows, type Step, update } from "../../kernel/plan.ts";
import type { Caller, Grant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { endSessionStep } from "../accounts/index.ts";
import type { Accepted } from "../factors/index.ts";
import { shownOf } from "./claims.ts";
import { ssoLinked, ssoUnlinked } from "./facts.ts";
import type { Flows } from "./flows.ts";
import { choiceOf, type Service, type Services } from "./services.ts";
import { type LinkRow, ssoStore } from "./store.ts";
import { ssoLinks } from "./tables.ts";

export interface LinksDeps extends Pick<Kernel, "ledger" | "reader" | "vault" | "clock"> {
  readonly flows: Flows;
  readonly services: Services;
  readonly hasPassword: (account: AccountId) => Promise<boolean>;
  /** Refuses a plan when the person has no passkey by then. */
  readonly keepsPasskey: (account: AccountId) => Step;
  readonly hasPasskey: (account: AccountId) => Promise<boolean>;
}

export function linkRules({ ledger, reader, vault, clock, flows, services, ...deps }: LinksDeps) {
  const store = ssoStore(reader);
  const answerOf = (row: LinkRow, { names }: Service): SsoLink => {
    const shown = vault.open(ssoLinks, "shown", row);
    return {
      id: row.id,
      provider: row.provider,
      names,
      shown: shown === ERASED ? "" : shown,
      linkedAtMs: row.linked_ms,
      ...(row.used_ms !== null && { usedAtMs: row.used_ms }),
    };
  };
  /** Links by which one can come in now. */
  const usableLinks = async (account: AccountId): Promise<readonly LinkRow[]> => {
    const on = new Set((await services.all()).filter(({ isOn }) => isOn).map(({ id }) => id));
    return (await store.linksOf(account)).filter(({ provider }) => on.has(provider));
  };

  /** Holds when the plan is applied, so that two that take the last two away do not both succeed. */
  const keepsAnother = async (account: AccountId, link: SsoLinkId): Promise<Result<readonly Step[]>> => {
    if (await deps.hasPassword(account)) return ok([]);
    if (await deps.hasPasskey(account)) return ok([deps.keepsPasskey(account)]);
    const [other] = (await usableLinks(account)).filter(({ id }) => id !== link);
    if (other === undefined) return refuse("last-way-in");
    return ok([requireRows(ssoLinks, { id: other.id, account, unlinked_ms: null }, "last-way-in")]);
  };

  return {
    /** Steps that hold that one can come in by a link; undefined where there is none. */
    async holdsLink(account: AccountId): Promise<readonly Step[] | undefined> {
      const [link] = await usableLinks(account);
      return link && [requireRows(ssoLinks, { id: link.id, account, unlinked_ms: null }, "last-way-in")];
    },

    async list({ resource: { account } }: Grant<"factor.list">) {
      const byId = new Map((await services.all()).map((service) => [service.id, service]));
      const links = (await store.linksOf(account)).flatMap((row) => {
        const service = byId.get(row.provider);
        return service === undefined ? [] : [answerOf(row, service)];
      });
      return ok({ links });
    },

    /** Of many people at once; whoever is missing has none. */
    async linksAmong(accounts: readonly AccountId[]): Promise<ReadonlyMap<AccountId, readonly SsoChoice[]>> {
      if (accounts.length === 0) return new Map();
      const byId = new Map((await services.all()).map((service) => [service.id, service]));
      const links = Map.groupBy(await store.linksAmong(accounts), ({ account }) => account);
      const choices = (rows: readonly LinkRow[]) =>
        [...new Set(rows.map(({ provider }) => byId.get(provider)))].flatMap((one) =>
          one === undefined ? [] : [choiceOf(one)],
        );
      return new Map([...links].map(([account, rows]) => [account, choices(rows)]));
    },

    begin({ caller }: Grant<"factor.change">, input: ApiParsed<"beginSsoLink">) {
      const { account, session } = caller;
      return flows.begin({ kind: "link", account, session }, input, session);
    },

    async link(grant: Grant<"factor.change">, back: SsoReturn): Promise<Result<SsoLink>> {
      const { account, session } = grant.caller;
      const ended = await flows.end("link", back, session);
      if (!ended.ok) return ended;
      const { service, claims } = ended.value;
      const subject_key = services.subjectKey(service, claims.subject);
      const before = await services.linkOf(service, claims.subject);
      const isOthers = before !== undefined && before.unlinked_ms === null;
      if (isOthers) return refuse("sso-linked-already");
      const id = newId<SsoLinkId>();
      const nowMs = clock.nowMs();
      const row = { id, provider: service.id, account, subject_key, shown: shownOf(claims), linked_ms: nowMs };
      const about = { subject: account, detail: { provider: service.id, link: id, device: grant.caller.device } };
      const done = await ledger.commit(grant, () =>
        plan(
          ssoLinked,
          [about],
          [
            requireRows(ssoLinks, { account, unlinked_ms: null }, "too-many", 0, LIMITS.ssoLinksPerAccount - 1),
            ...(before === undefined ? [] : [remove(ssoLinks, { id: before.id, unlinked_ms: before.unlinked_ms })]),
            insert(ssoLinks, row, "sso-linked-already"),
          ],
          { account },
        ),
      );
      return done.ok
        ? ok({ id, provider: service.id, names: service.names, shown: row.shown, linkedAtMs: nowMs })
        : done;
    },

    /** With it end the sessions that it began, but for the one that asks. */
    async unlink(grant: Grant<"factor.change">, id: SsoLinkId): Promise<Result<undefined>> {
      const { account } = grant.resource;
      const keeps = await keepsAnother(account, id);
      if (!keeps.ok) return keeps;
      const begun = (await store.sessionsOfLink(id)).filter((one) => one.account === account);
      const sessions = begun.map(({ session }) => session).filter((one) => one !== grant.caller.session);
      const nowMs = clock.nowMs();
      const about = { subject: account, detail: { link: id, endedSessions: sessions.length } };
      const done = await ledger.commit(grant, () =>
        plan(
          ssoUnlinked,
          [about],
          [
            ...keeps.value,
            update(ssoLinks, { id, account, unlinked_ms: null }, { unlinked_ms: nowMs }),
            ...sessions.map((session) => endSessionStep({ account, session }, nowMs)),
          ],
          { sessions },
        ),
      );
      return done.ok ? ok(undefined) : done;
    },

    /** Services by which somebody can prove who they are. */
    async choicesOf(account: AccountId) {
      const mine = new Set((await usableLinks(account)).map(({ provider }) => provider));
      return (await services.all()).filter(({ id }) => mine.has(id)).map(choiceOf);
    },

    beginProof({ caller }: Grant<"proof.give">, input: ApiParsed<"beginSsoProof">) {
      const { account, session } = caller;
      return flows.begin({ kind: "prove", account, session }, input, session);
    },

    /** Whether it is this person who signed in there just now. */
    async proof({ account, session }: Caller, back: SsoReturn): Promise<Result<Accepted>> {
      const ended = await flows.end("prove", back, session);
      if (!ended.ok) return ended;
      const { service, claims } = ended.value;
      const link = await services.linkOf(service, claims.subject);
      if (link === undefined || link.account !== account || link.unlinked_ms !== null) return refuse("proof-wrong");
      return ok({
        by: "sso",
        steps: [requireRows(ssoLinks, { id: link.id, account, unlinked_ms: null }, "proof-wrong")],
      });
    },
  };
}
export type LinkRules = ReturnType<typeof linkRules>;

/** Takes away every link of an account. */
export const forgetLinks = (account: AccountId, nowMs: number): readonly Step[] => [
  update(ssoLinks, { account, unlinked_ms: null }, { unlinked_ms: nowMs }, "ignore"),
];
