import type { AccountId, SsoChoice } from "@warbler/protocol";
import type { Feature } from "../../kernel/feature.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import type { Step } from "../../kernel/plan.ts";
import { callbackOf } from "./callback.ts";
import { endSessionsOfProvider, enforceSso } from "./enforce.ts";
import { flowsOver } from "./flows.ts";
import { type LinkRules, type LinksDeps, linkRules } from "./links.ts";
import { logoutRules } from "./logout.ts";
import { providerRules } from "./providers.ts";
import { relyingParty } from "./relying-party.ts";
import { ssoRoutes } from "./routes.ts";
import { servicesOver } from "./services.ts";
import { type SsoSignInDeps, ssoSignInRules } from "./sign-in.ts";
import { ssoTables } from "./tables.ts";
import { type WaysInDeps, waysIn } from "./ways-in.ts";

export { ssoTables } from "./tables.ts";

export interface SsoFeature extends Feature {
  /** Whether this person, or somebody new, comes in by single sign-on alone. */
  readonly isOnlyWay: (account: AccountId) => Promise<boolean>;
  readonly isRequired: () => Promise<boolean>;
  readonly choicesOf: (account: AccountId) => Promise<readonly SsoChoice[]>;
  readonly proof: LinkRules["proof"];
  /** Which services these people are linked to. */
  readonly linksAmong: LinkRules["linksAmong"];
  /** Steps that hold that somebody comes in by a link; undefined where they could not. */
  readonly holdsLink: (account: AccountId) => Promise<readonly Step[] | undefined>;
  /** To be told of who has another role: an owner no more may have to come in another way. */
  readonly roleChanged: (account?: AccountId) => void;
}

export interface SsoFeatureDeps
  extends Pick<Kernel, "ledger" | "policy" | "reader" | "tagged" | "vault" | "clock" | "log" | "openGrant">,
    Pick<SsoSignInDeps, "door" | "signIn" | "join" | "provisioned">,
    Pick<LinksDeps, "hasPassword" | "hasPasskey" | "keepsPasskey">,
    WaysInDeps {
  readonly publicUrl: string;
}

export function ssoFeature(deps: SsoFeatureDeps): SsoFeature {
  const party = relyingParty(deps);
  const services = servicesOver(deps);
  const flows = flowsOver({ ...deps, party, services });
  const shared = { ...deps, party, services, flows };
  const providers = providerRules({ ...shared, ways: waysIn(deps), endSessionsOf: endSessionsOfProvider(deps) });
  const links = linkRules(shared);
  const callback = callbackOf(flows, deps.publicUrl);
  return {
    name: "sso",
    tables: ssoTables,
    routes: ssoRoutes({
      providers,
      links,
      signIn: ssoSignInRules(shared),
      logout: logoutRules(shared),
      callback,
    }),
    isOnlyWay: providers.isOnlyWay,
    isRequired: providers.isRequired,
    choicesOf: links.choicesOf,
    proof: links.proof,
    linksAmong: links.linksAmong,
    holdsLink: links.holdsLink,
    roleChanged: enforceSso(deps, providers.isOnlyWay),
  };
}
