import { type AccountId, LIMITS } from "@warbler/protocol";
import type { Feature } from "../../kernel/feature.ts";
import { ok } from "../../kernel/result.ts";
import { route } from "../../kernel/routes/route.ts";
import type { IdentityRules } from "./identity.ts";
import type { IdentityLog } from "./identity-log.ts";
import { identityTables } from "./tables.ts";

export { identityTables } from "./tables.ts";

export const identityFeature = (rules: IdentityRules, log: IdentityLog): Feature => ({
  name: "identity",
  tables: identityTables,
  routes: [
    route("identityLogKey")
      .openToAnyone("whoever verifies the log needs its key; it names no person")
      .handle(async () => ok({ origin: log.origin, verifierKey: log.verifierKey })),
    route("identityCheckpoint")
      .openToAnyone("a witness must see it; it holds a size, a root and a time")
      .handle(async () => ok({ raw: await log.checkpoint(), contentType: "text/plain; charset=utf-8" })),
    route("identityEntries")
      .requires("identity.read", () => ({ kind: "org" }))
      .handle(async (grant, { body }) =>
        ok({ raw: await rules.entries(grant, body.from), contentType: "application/octet-stream" }),
      ),
    route("postIdentity", { maxBodyBytes: LIMITS.identityVersionBytes })
      .requires("identity.change", (_input, caller: { readonly account: AccountId }) => ({
        kind: "account",
        account: caller.account,
      }))
      .handle((grant, { bytes }) => rules.post(grant, bytes)),
  ],
});
