/** What the organisation asks of everybody's sign-in. */
import { type ApiParsed, LIMITS, type SecuritySettings } from "@warbler/protocol";
import { PASSWORD_RULES, type PasswordRules } from "@warbler/protocol/passwords";
import type { Kernel } from "../../kernel/kernel.ts";
import { factType, insertOrReplace, plan } from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { factorStore } from "./store.ts";
import { securitySettings } from "./tables.ts";

export const securityConfigured = factType<null>("security.configured");

export function settingsRules({ ledger, reader }: Pick<Kernel, "ledger" | "reader">) {
  const store = factorStore(reader);
  const current = async (): Promise<SecuritySettings> => {
    const row = await store.settings();
    return {
      passwordMinChars: row?.password_min_chars ?? LIMITS.passwordMinChars,
      passwordWithFactorMinChars: row?.password_with_factor_min_chars ?? LIMITS.passwordWithFactorMinChars,
    };
  };
  return {
    current,

    /** What a password must be of somebody with or without a second factor. */
    passwordRules: async (hasFactor: boolean): Promise<PasswordRules> => {
      const { passwordMinChars, passwordWithFactorMinChars } = await current();
      return hasFactor
        ? { ...PASSWORD_RULES.withFactor, minChars: passwordWithFactorMinChars }
        : { ...PASSWORD_RULES.alone, minChars: passwordMinChars };
    },

    async configure(
      grant: Grant<"security.configure">,
      input: ApiParsed<"configureSecurity">,
    ): Promise<Result<undefined>> {
      const row = {
        id: 1,
        password_min_chars: input.passwordMinChars,
        password_with_factor_min_chars: input.passwordWithFactorMinChars,
      };
      const done = await ledger.commit(grant, () =>
        plan(
          securityConfigured,
          [{ subject: grant.caller.account, detail: input }],
          [insertOrReplace(securitySettings, row)],
          null,
        ),
      );
      return done.ok ? ok(undefined) : done;
    },
  };
}
export type SettingsRules = ReturnType<typeof settingsRules>;
