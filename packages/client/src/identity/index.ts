/** Everything about identities that is loaded when it is first needed, with the primitives it runs on. */
import { hpkeOf } from "@warbler/mls";
import { webProvider } from "@warbler/mls/web";
import { type Identities, openIdentities as open } from "./identities.ts";
import type { IdentitiesDeps } from "./identity-parts.ts";

export async function openIdentities(deps: Omit<IdentitiesDeps, "hpke">): Promise<Identities> {
  return open({ ...deps, hpke: hpkeOf(await webProvider(1)) });
}
