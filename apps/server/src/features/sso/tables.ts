import type { AccountId, SessionId, SsoLinkId, SsoProviderId, SsoProviderSettings } from "@warbler/protocol";
import { blind, count, flag, id, mac, nullable, sealed, table, timeMs } from "../../kernel/tables.ts";

/** One row once somebody changed something; until then single sign-on is one way among others. */
export const ssoSettings = table("sso_settings", { id: count(), is_required: flag() }, { primaryKey: ["id"] });

/** Services by which people sign in. Links are to people of one issuer, so that it never changes. */
export const ssoProviders = table(
  "sso_providers",
  {
    id: id<SsoProviderId>(),
    settings: sealed<SsoProviderSettings & { readonly issuer: string }>(
      { key: "table" },
      "issuer, names and rules of a sign-in service",
    ),
    secret: nullable(sealed<string>({ key: "table" }, "secret by which the service knows this server")),
    is_on: flag(),
    added_ms: timeMs(),
    /** When anything but its names was last changed: a test before counts for nothing. */
    changed_ms: timeMs(),
    tested_ms: nullable(timeMs()),
    /** Who can write to the database turns no service on again. */
    tag: nullable(mac()),
  },
  { primaryKey: ["id"] },
);

/**
 * Whose account a sign-in at a service belongs to. The lookup value is over the service, its issuer and its name for the person,
 * never over an address of mail. A link that was taken away stays as such: its sign-in makes nobody new.
 * Tagged: who can write to the database links nobody.
 */
export const ssoLinks = table(
  "sso_links",
  {
    id: id<SsoLinkId>(),
    provider: id<SsoProviderId>(),
    account: id<AccountId>(),
    subject_key: blind(),
    shown: sealed<string>({ key: "subject", of: "account" }, "what the sign-in service calls the person"),
    linked_ms: timeMs(),
    used_ms: nullable(timeMs()),
    unlinked_ms: nullable(timeMs()),
    tag: mac(),
  },
  { primaryKey: ["id"], unique: [["subject_key"]], indexes: [["account"], ["provider"]] },
);

/** Sessions that began by a service, so that it can end them. */
export const ssoSessions = table(
  "sso_sessions",
  {
    session: id<SessionId>(),
    link: id<SsoLinkId>(),
    provider: id<SsoProviderId>(),
    account: id<AccountId>(),
    /** Stands for the service's own session (`sid`), where it has told one. */
    sid_key: nullable(blind()),
  },
  { primaryKey: ["session"], indexes: [["link"], ["provider"], ["sid_key"]] },
);

/** Logout tokens that were taken: none is taken twice. A row may go when its token is too old anyway. */
export const ssoLogouts = table(
  "sso_logouts",
  { token: blind(), until_ms: timeMs() },
  { primaryKey: ["token"], indexes: [["until_ms"]] },
);

export const ssoTables = [ssoSettings, ssoProviders, ssoLinks, ssoSessions, ssoLogouts] as const;
