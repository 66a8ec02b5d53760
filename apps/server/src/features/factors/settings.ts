/** What the organisation asks of everybody's sign-in. */
import {
  type AccountId,
  type ApiAnswer,
  type ApiParsed,
  isOfficerRole,
  LIMITS,
  type OrgRole,
  type SecondFactor,
  type SecuritySettings,
} from "@warbler/protocol";
import { PASSWORD_RULES, type PasswordRules } from "@warbler/protocol/passwords";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { factType, insertOrReplace, plan } from "../../kernel/plan.ts";
import type { Agreed, Grant } from "../../kernel/policy/policy.ts";
import { isOfficer } from "../../kernel/policy/rule.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { heldBy } from "./held.ts";
import { factorStore } from "./store.ts";
import { passwordWords, securitySettings } from "./tables.ts";

/** What a password is held to. */
export interface PasswordAsk {
  readonly rules: PasswordRules;
  /** What whoever knows the person and the organisation would try first. */
  readonly context: readonly string[];
}

export const securityConfigured = factType<null>("security.configured");

type SettingsDeps = Pick<Kernel, "ledger" | "policy" | "reader" | "tagged" | "vault">;

export function settingsRules({ ledger, policy, reader, tagged, vault }: SettingsDeps) {
  const store = factorStore(reader);
  const current = async (): Promise<SecuritySettings> => {
    const row = await store.settings();
    return {
      secondFactor: row?.second_factor ?? "optional",
      passwordMinChars: row?.password_min_chars ?? LIMITS.passwordMinChars,
      passwordWithFactorMinChars: row?.password_with_factor_min_chars ?? LIMITS.passwordWithFactorMinChars,
      accessRecoveryWaitHours: row?.access_recovery_wait_hours ?? LIMITS.accessRecoveryWaitHours,
      lockMinutes: row?.lock_minutes ?? 0,
    };
  };
  const held = heldBy({ reader, tagged });
  const hasFactor = async (account: AccountId): Promise<boolean> => (await held(account)).hasAny;

  const ownWords = async (): Promise<readonly string[]> => {
    const row = await store.passwordWords();
    const words = row === undefined ? [] : vault.open(passwordWords, "words", row);
    return words === ERASED ? [] : words;
  };

  const isAskedOf = (whom: SecondFactor, isStaff: boolean): boolean =>
    whom === "everyone" || (whom === "staff" && isStaff);
  /** By the first role or by one that is held, however long. */
  const isStaff = async (account: AccountId): Promise<boolean> =>
    isOfficer((await policy.now()).compiled, await policy.personOf(account));

  /** By a role of the organisation's own that says so, until it is dropped or its end is recorded. */
  const isAskedByRole = async (account: AccountId): Promise<boolean> => {
    const { roles } = (await policy.now()).compiled;
    return (await policy.personOf(account)).held.some(({ role }) => roles.get(role)?.asksFactor === true);
  };

  return {
    current,
    hasFactor,
    /** Since when they have a second factor; never where they have none. */
    factorSinceMs: async (account: AccountId): Promise<number> => (await held(account)).sinceMs,

    /** Whether the organisation asks for a second factor of this person. */
    isFactorRequired: async (account: AccountId) =>
      isAskedOf((await current()).secondFactor, await isStaff(account)) || (await isAskedByRole(account)),
    isFactorRequiredOf: async (role: OrgRole) => isAskedOf((await current()).secondFactor, isOfficerRole(role)),

    /** What a password must be of somebody with or without a second factor; `names` are theirs. */
    async passwordAsk(withFactor: boolean, names: readonly string[]): Promise<PasswordAsk> {
      const { passwordMinChars, passwordWithFactorMinChars } = await current();
      const rules = withFactor
        ? { ...PASSWORD_RULES.withFactor, minChars: passwordWithFactorMinChars }
        : { ...PASSWORD_RULES.alone, minChars: passwordMinChars };
      return { rules, context: [...names, ...(await ownWords())] };
    },

    /** Not for strangers: what an organisation works on is its own. */
    async words(_grant: Grant<"account.read">): Promise<Result<ApiAnswer<"passwordWords">>> {
      return ok({ words: [...(await ownWords())] });
    },

    /** The log keeps how many there are, and not which. */
    async setWords(grant: Agreed<"security.configure">, given: readonly string[]): Promise<Result<undefined>> {
      const words = [...new Set(given.map((word) => word.normalize("NFKC").trim()).filter((word) => word !== ""))];
      const detail = { passwordWords: words.length };
      const done = await ledger.commit(grant, () =>
        plan(
          securityConfigured,
          [{ subject: grant.caller.account, detail }],
          [insertOrReplace(passwordWords, { id: 1, words })],
          null,
        ),
      );
      return done.ok ? ok(undefined) : done;
    },

    async configure(
      grant: Agreed<"security.configure">,
      input: ApiParsed<"configureSecurity">,
    ): Promise<Result<undefined>> {
      const { account } = grant.caller;
      // Otherwise whoever asks it of others would be signed out by their own rule at once.
      if (isAskedOf(input.secondFactor, await isStaff(account)) && !(await hasFactor(account)))
        return refuse("factor-required");
      const now = await current();
      const { accessRecoveryWaitHours = now.accessRecoveryWaitHours, lockMinutes = now.lockMinutes } = input;
      const row = {
        id: 1,
        second_factor: input.secondFactor,
        password_min_chars: input.passwordMinChars,
        password_with_factor_min_chars: input.passwordWithFactorMinChars,
        access_recovery_wait_hours: accessRecoveryWaitHours,
        lock_minutes: lockMinutes,
      };
      const done = await ledger.commit(grant, () =>
        plan(
          securityConfigured,
          [{ subject: account, detail: { ...input, accessRecoveryWaitHours, lockMinutes } }],
          [insertOrReplace(securitySettings, row)],
          null,
        ),
      );
      return done.ok ? ok(undefined) : done;
    },
  };
}
export type SettingsRules = ReturnType<typeof settingsRules>;
