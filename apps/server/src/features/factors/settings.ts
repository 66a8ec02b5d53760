/** What the organisation asks of everybody's sign-in. */
import {
  type AccountId,
  type ApiParsed,
  isOfficerRole,
  LIMITS,
  type OrgRole,
  type SecondFactor,
  type SecuritySettings,
} from "@warbler/protocol";
import { PASSWORD_RULES, type PasswordRules } from "@warbler/protocol/passwords";
import type { Kernel } from "../../kernel/kernel.ts";
import { factType, insertOrReplace, plan } from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { isOfficer } from "../../kernel/policy/rule.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { factorStore } from "./store.ts";
import { securitySettings } from "./tables.ts";

export const securityConfigured = factType<null>("security.configured");

export function settingsRules({ ledger, policy, reader }: Pick<Kernel, "ledger" | "policy" | "reader">) {
  const store = factorStore(reader);
  const current = async (): Promise<SecuritySettings> => {
    const row = await store.settings();
    return {
      secondFactor: row?.second_factor ?? "optional",
      passwordMinChars: row?.password_min_chars ?? LIMITS.passwordMinChars,
      passwordWithFactorMinChars: row?.password_with_factor_min_chars ?? LIMITS.passwordWithFactorMinChars,
      accessRecoveryWaitHours: row?.access_recovery_wait_hours ?? LIMITS.accessRecoveryWaitHours,
    };
  };
  const hasFactor = async (account: AccountId): Promise<boolean> =>
    (await store.totpOf(account)) !== undefined || (await store.passkeysOf(account)).length > 0;

  const isAskedOf = (whom: SecondFactor, isStaff: boolean): boolean =>
    whom === "everyone" || (whom === "staff" && isStaff);
  /** By the first role or by one that is held, however long. */
  const isStaff = async (account: AccountId): Promise<boolean> =>
    isOfficer((await policy.now()).compiled, await policy.personOf(account));

  return {
    current,
    hasFactor,

    /** Whether the organisation asks for a second factor of this person. */
    isFactorRequired: async (account: AccountId) => isAskedOf((await current()).secondFactor, await isStaff(account)),
    isFactorRequiredOf: async (role: OrgRole) => isAskedOf((await current()).secondFactor, isOfficerRole(role)),

    /** What a password must be of somebody with or without a second factor. */
    passwordRules: async (withFactor: boolean): Promise<PasswordRules> => {
      const { passwordMinChars, passwordWithFactorMinChars } = await current();
      return withFactor
        ? { ...PASSWORD_RULES.withFactor, minChars: passwordWithFactorMinChars }
        : { ...PASSWORD_RULES.alone, minChars: passwordMinChars };
    },

    async configure(
      grant: Grant<"security.configure">,
      input: ApiParsed<"configureSecurity">,
    ): Promise<Result<undefined>> {
      const { account } = grant.caller;
      // Otherwise whoever asks it of others would be signed out by their own rule at once.
      if (isAskedOf(input.secondFactor, await isStaff(account)) && !(await hasFactor(account)))
        return refuse("factor-required");
      const accessRecoveryWaitHours = input.accessRecoveryWaitHours ?? (await current()).accessRecoveryWaitHours;
      const row = {
        id: 1,
        second_factor: input.secondFactor,
        password_min_chars: input.passwordMinChars,
        password_with_factor_min_chars: input.passwordWithFactorMinChars,
        access_recovery_wait_hours: accessRecoveryWaitHours,
      };
      const done = await ledger.commit(grant, () =>
        plan(
          securityConfigured,
          [{ subject: account, detail: { ...input, accessRecoveryWaitHours } }],
          [insertOrReplace(securitySettings, row)],
          null,
        ),
      );
      return done.ok ? ok(undefined) : done;
    },
  };
}
export type SettingsRules = ReturnType<typeof settingsRules>;
