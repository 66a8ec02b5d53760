/** The services as they are stored, with their settings open; what stands for people and sessions there. */
import type { SsoChoice, SsoProviderId, SsoProviderSettings } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { type LinkRow, type ProviderRow, ssoStore } from "./store.ts";
import { ssoLinks, ssoProviders } from "./tables.ts";

export interface Service extends SsoProviderSettings {
  readonly id: SsoProviderId;
  readonly issuer: string;
  readonly secret: string | undefined;
  readonly isOn: boolean;
  readonly changedMs: number;
  readonly testedMs: number | undefined;
}

export function servicesOver({
  reader,
  vault,
  tagged,
  publicUrl,
}: Pick<Kernel, "reader" | "vault" | "tagged"> & { readonly publicUrl: string }) {
  const store = ssoStore(reader);
  const opened = (row: ProviderRow): readonly Service[] => {
    const settings = vault.open(ssoProviders, "settings", row);
    const secret = row.secret === null ? ERASED : vault.open(ssoProviders, "secret", row);
    if (settings === ERASED) return [];
    return [
      {
        ...settings,
        id: row.id,
        secret: secret === ERASED ? undefined : secret,
        isOn: row.is_on === 1,
        changedMs: row.changed_ms,
        testedMs: row.tested_ms ?? undefined,
      },
    ];
  };
  /** As the server wrote it last: a row that was changed or put back is none. */
  const one = async (id: SsoProviderId): Promise<Service | undefined> =>
    (await tagged.of(ssoProviders, id)).rows.flatMap(opened)[0];
  return {
    all: async (): Promise<readonly Service[]> =>
      (await Promise.all((await store.providers()).map(({ id }) => one(id)))).flatMap((found) => found ?? []),

    one,

    /** Where people come back to. Each service has its own, so that one cannot answer in another's stead. */
    callbackUrl: (id: SsoProviderId): string => `${publicUrl}/sso/callback/${id}`,
    logoutUrl: (id: SsoProviderId): string => `${publicUrl}/sso/logout/${id}`,

    /** Whose sign-in it is, as the server wrote it: a row that says something else links nobody. */
    async linkOf(service: Service, subject: string): Promise<LinkRow | undefined> {
      const key = this.subjectKey(service, subject);
      const found = await store.linkBySubject(key);
      const row = found === undefined ? undefined : (await tagged.of(ssoLinks, found.id)).rows[0];
      return row !== undefined && Buffer.compare(row.subject_key, key) === 0 ? row : undefined;
    },
    subjectKey: ({ id, issuer }: Service, subject: string): Uint8Array =>
      vault.lookup("sso-subject", JSON.stringify([id, issuer, subject])),
    sidKey: ({ id }: Service, sid: string): Uint8Array => vault.lookup("sso-sid", JSON.stringify([id, sid])),
    logoutKey: ({ id }: Service, jti: string): Uint8Array => vault.lookup("sso-logout", JSON.stringify([id, jti])),
  };
}
export type Services = ReturnType<typeof servicesOver>;

export const choiceOf = ({ id, names }: Service): SsoChoice => ({ id, names });
