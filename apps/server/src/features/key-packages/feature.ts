import { type AccountId, LIMITS } from "@warbler/protocol";
import type { Feature } from "../../kernel/feature.ts";
import { ok } from "../../kernel/result.ts";
import { route } from "../../kernel/routes/route.ts";
import type { KeyPackageRules } from "./key-packages.ts";
import { keyPackageTables } from "./tables.ts";

export { keyPackageTables } from "./tables.ts";

const self = (_input: unknown, caller: { readonly account: AccountId }) =>
  ({ kind: "account", account: caller.account }) as const;

export const keyPackagesFeature = (rules: KeyPackageRules): Feature => ({
  name: "key-packages",
  tables: keyPackageTables,
  routes: [
    route("storeKeyPackages", { maxBodyBytes: (LIMITS.keyPackagesPerDevice + 1) * LIMITS.keyPackageBytes })
      .requires("key-package.store", self)
      .handle((grant, { bytes }) => rules.store(grant, bytes)),
    route("keyPackages")
      .requires("key-package.store", self)
      .handle((grant) => rules.count(grant)),
    route("claimKeyPackages", { maxBodyBytes: 256 * 1024 })
      .requires("key-package.claim", self)
      .handle(async (grant, { body }) => {
        const claimed = await rules.claim(grant, body);
        return claimed.ok ? ok({ raw: claimed.value, contentType: "application/octet-stream" }) : claimed;
      }),
  ],
});
