/** Sign-in services of the organisation, and one's own links, over the HTTP interface: the server decides all of it. */
import type { ApiAnswer, ApiInput, SsoBegun, SsoLink, SsoLinkId, SsoProviderId } from "@warbler/protocol";
import type { Warbler } from "../warbler.ts";

export interface SsoApi {
  list(): Promise<ApiAnswer<"ssoProviders">>;
  add(provider: ApiInput<"addSsoProvider">): Promise<ApiAnswer<"addSsoProvider">>;
  /** Unless only its names change, it is off until it was tried again. */
  change(provider: SsoProviderId, settings: ApiInput<"changeSsoProvider">): Promise<void>;
  setSecret(provider: SsoProviderId, secret: string): Promise<void>;
  check(provider: SsoProviderId): Promise<ApiAnswer<"checkSsoProvider">>;
  beginTest(input: ApiInput<"beginSsoTest">): Promise<SsoBegun>;
  endTest(back: ApiInput<"endSsoTest">): Promise<ApiAnswer<"endSsoTest">>;
  turn(provider: SsoProviderId, isOn: boolean): Promise<void>;
  remove(provider: SsoProviderId): Promise<void>;
  require(isRequired: boolean): Promise<void>;
  ownLinks(): Promise<readonly SsoLink[]>;
  beginLink(input: ApiInput<"beginSsoLink">): Promise<SsoBegun>;
  link(back: ApiInput<"linkSso">): Promise<SsoLink>;
  unlink(link: SsoLinkId): Promise<void>;
}

export const ssoOf = (me: Pick<Warbler, "api">): SsoApi => ({
  list: () => me.api("ssoProviders", undefined),
  add: (provider) => me.api("addSsoProvider", provider),
  change: (provider, settings) => me.api("changeSsoProvider", settings, { provider }),
  setSecret: (provider, secret) => me.api("setSsoSecret", { secret }, { provider }),
  check: (provider) => me.api("checkSsoProvider", undefined, { provider }),
  beginTest: (input) => me.api("beginSsoTest", input),
  endTest: (back) => me.api("endSsoTest", back),
  turn: (provider, isOn) => me.api("switchSsoProvider", { isOn }, { provider }),
  remove: (provider) => me.api("removeSsoProvider", undefined, { provider }),
  require: (isRequired) => me.api("requireSso", { isRequired }),
  ownLinks: async () => (await me.api("ssoLinks", undefined)).links,
  beginLink: (input) => me.api("beginSsoLink", input),
  link: (back) => me.api("linkSso", back),
  unlink: (link) => me.api("unlinkSso", undefined, { link }),
});
