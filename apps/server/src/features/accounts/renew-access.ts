/** Lets somebody in anew who lost what they signed in with: a password chosen now takes the place of all that was there. */
import type { AccountId } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { type Step, update } from "../../kernel/plan.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { forgetFactors, type SettingsRules } from "../factors/index.ts";
import { endSessionsSteps } from "./devices.ts";
import type { AccountsDoor } from "./door.ts";
import { checkPassword, type PasswordHasher } from "./password.ts";
import { accountStore } from "./store.ts";
import { accounts } from "./tables.ts";

export interface RenewDeps extends Pick<Kernel, "reader" | "clock"> {
  readonly door: Pick<AccountsDoor, "contextOf" | "personOf">;
  readonly hasher: Pick<PasswordHasher, "hash">;
  readonly settings: Pick<SettingsRules, "passwordAsk">;
}

/** Steps for the plan that lets them in; what is signing in with what was there before is refused with it. */
export const renewAccess =
  ({ reader, clock, door, hasher, settings }: RenewDeps) =>
  async (account: AccountId, chosen: string): Promise<Result<readonly Step[]>> => {
    const row = await accountStore(reader).account(account);
    if (row === undefined) return refuse("not-found");
    const context = await door.contextOf(await door.personOf(row));
    // No second factor stands beside it: those that were there go.
    const password = checkPassword(chosen, await settings.passwordAsk(false, context));
    if (!password.ok) return password;
    const hashed = await hasher.hash(password.value);
    const nowMs = clock.nowMs();
    const set = {
      password: hashed,
      password_depends: 0 as const,
      password_ms: Math.max(nowMs, (row.password_ms ?? 0) + 1),
    };
    return ok([
      update(accounts, { id: account, password_ms: row.password_ms }, set, "permission-changed"),
      ...endSessionsSteps(account, nowMs),
      ...forgetFactors(account),
    ]);
  };
