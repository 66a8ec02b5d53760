import { type AccountId, LIMITS } from "@warbler/protocol";
import type { Feature } from "../../kernel/feature.ts";
import { ok } from "../../kernel/result.ts";
import { route } from "../../kernel/routes/route.ts";
import type { KeychainRules } from "./keychain.ts";
import { keychainTables } from "./tables.ts";

export { keychainTables } from "./tables.ts";

const self = (_input: unknown, caller: { readonly account: AccountId }) =>
  ({ kind: "account", account: caller.account }) as const;

export const keychainFeature = (rules: KeychainRules): Feature => ({
  name: "keychain",
  tables: keychainTables,
  routes: [
    route("keychain")
      .requires("keychain.use", self)
      .handle(async (grant, { body }) =>
        ok({ raw: await rules.page(grant, body.from), contentType: "application/octet-stream" }),
      ),
    route("appendKeychain", { maxBodyBytes: LIMITS.keychainEntryBytes + 128 })
      .requires("keychain.use", self)
      .handle((grant, { bytes }) => rules.append(grant, bytes)),
    route("recovery")
      .requires("recovery.manage", self)
      .handle((grant) => rules.status(grant)),
    route("setRecovery", { maxBodyBytes: 2 * LIMITS.recoveryWraps * LIMITS.recoveryWrapBytes })
      .requires("recovery.manage", self)
      .handle((grant, { body }) => rules.setRecovery(grant, body)),
    route("openRecovery")
      .requires("recovery.manage", self)
      .handle((grant) => rules.openRecovery(grant)),
  ],
});
