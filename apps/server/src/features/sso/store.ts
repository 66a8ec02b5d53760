/** The only SQL about single sign-on. */
import type { AccountId, SessionId, SsoLinkId, SsoProviderId } from "@warbler/protocol";
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf, Schema } from "../../kernel/tables.ts";
import type { ssoLinks, ssoLogouts, ssoProviders, ssoSessions, ssoTables } from "./tables.ts";

export type ProviderRow = RowOf<typeof ssoProviders>;
export type LinkRow = RowOf<typeof ssoLinks>;
export type SsoSessionRow = RowOf<typeof ssoSessions>;

export interface SsoStore {
  isRequired(): Promise<boolean>;
  providers(): Promise<ProviderRow[]>;
  linkBySubject(subjectKey: Uint8Array): Promise<LinkRow | undefined>;
  /** Those that count. */
  linksOf(account: AccountId): Promise<LinkRow[]>;
  linksAmong(accounts: readonly AccountId[]): Promise<LinkRow[]>;
  linksOfProvider(provider: SsoProviderId): Promise<LinkRow[]>;
  /** Everybody with a link that counts, by the services that are on, this one apart. */
  linkedByWhatIsOn(apartFrom?: SsoProviderId): Promise<ReadonlySet<AccountId>>;
  session(id: SessionId): Promise<SsoSessionRow | undefined>;
  sessionsOfLink(link: SsoLinkId): Promise<SsoSessionRow[]>;
  sessionsOfProvider(provider: SsoProviderId): Promise<SsoSessionRow[]>;
  sessionsBySid(sidKey: Uint8Array): Promise<SsoSessionRow[]>;
  logoutsUntil(timeMs: number, limit: number): Promise<RowOf<typeof ssoLogouts>[]>;
}

export function ssoStore(reader: Reader): SsoStore {
  const db = reader.query<Schema<typeof ssoTables>>();
  const sessions = () => db.selectFrom("sso_sessions").selectAll();
  const links = () => db.selectFrom("sso_links").selectAll();
  return {
    isRequired: async () => (await db.selectFrom("sso_settings").selectAll().executeTakeFirst())?.is_required === 1,
    providers: () => db.selectFrom("sso_providers").selectAll().orderBy("added_ms").execute(),
    linkBySubject: (key) => links().where("subject_key", "=", key).executeTakeFirst(),
    linksOf: (account) =>
      links().where("account", "=", account).where("unlinked_ms", "is", null).orderBy("linked_ms").execute(),
    linksAmong: (accounts) =>
      links().where("account", "in", accounts).where("unlinked_ms", "is", null).orderBy("linked_ms").execute(),
    linksOfProvider: (provider) => links().where("provider", "=", provider).execute(),
    linkedByWhatIsOn: async (apartFrom) => {
      const rows = await db
        .selectFrom("sso_links")
        .innerJoin("sso_providers", "sso_providers.id", "sso_links.provider")
        .select(["sso_links.account", "sso_links.provider"])
        .where("sso_links.unlinked_ms", "is", null)
        .where("sso_providers.is_on", "=", 1)
        .execute();
      return new Set(rows.filter(({ provider }) => provider !== apartFrom).map(({ account }) => account));
    },
    session: (id) => sessions().where("session", "=", id).executeTakeFirst(),
    sessionsOfLink: (link) => sessions().where("link", "=", link).execute(),
    sessionsOfProvider: (provider) => sessions().where("provider", "=", provider).execute(),
    sessionsBySid: (key) => sessions().where("sid_key", "=", key).execute(),
    logoutsUntil: (timeMs, limit) =>
      db.selectFrom("sso_logouts").selectAll().where("until_ms", "<", timeMs).limit(limit).execute(),
  };
}
