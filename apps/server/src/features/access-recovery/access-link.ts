/**
 * What whoever holds a recovery link may do: see what it is for, show the account recovery code, and, once it is open, choose a
 * new password. Nothing here touches the person's keys: a device that is new comes in as one that nobody lists.
 */
import {
  type AccessLinkAnswer,
  type AccountId,
  type ApiParsed,
  type RecoveryWraps,
  type SignInAnswer,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { aboutEach, plan, requireRows, type Step, update } from "../../kernel/plan.ts";
import type { OpenGrant } from "../../kernel/policy/policy.ts";
import { roleAssignments } from "../../kernel/records.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { Origin } from "../../kernel/routes/route.ts";
import { addressBlock } from "../../kernel/throttle.ts";
import { type AccountsDoor, digestOf, type SignInRules } from "../accounts/index.ts";
import type { SettingsRules } from "../factors/index.ts";
import { isStatedBy, numberOf, opensNow } from "./access-recovery.ts";
import * as told from "./facts.ts";
import { accessRecoveryStore, type RecoveryRow } from "./store.ts";
import { accessRecoveries } from "./tables.ts";

export interface AccessLinkDeps extends Pick<Kernel, "ledger" | "policy" | "reader" | "tagged" | "clock"> {
  readonly door: Pick<AccountsDoor, "tries" | "namesOf">;
  readonly settings: Pick<SettingsRules, "current">;
  /** The account's root key under its recovery code, and its public half; absent before recovery was set up. */
  readonly codeWraps: (account: AccountId) => Promise<RecoveryWraps>;
  readonly rootOf: (account: AccountId) => Promise<Uint8Array | undefined>;
  /** A new password in place of all that the account could be signed in to with before. */
  readonly renewAccess: (account: AccountId, password: string) => Promise<Result<readonly Step[]>>;
  readonly signIn: Pick<SignInRules, "mayBeOn" | "signInAnew">;
  /** Who comes in by single sign-on alone has no password to lose. */
  readonly isSsoOnly: (account: AccountId) => Promise<boolean>;
  /** Takes away what somebody may have linked meanwhile. */
  readonly forgetLinks: (account: AccountId, nowMs: number) => readonly Step[];
}

export function accessLinkRules(deps: AccessLinkDeps) {
  const { ledger, policy, clock, door, settings } = deps;
  const store = accessRecoveryStore(deps);

  /** Whoever started it must still be able to, unless the person agreed since. */
  const stillCounts = async ({ account, started_by, approvals, confirmed_by }: RecoveryRow): Promise<boolean> => {
    if ((await policy.orgRoleOf(account)) === undefined) return false;
    if (confirmed_by !== null) return true;
    const why = await policy.explain(started_by, "access.recover", { kind: "account", account });
    return why.may && approvals >= (await policy.approvalsFor("access.recover", { kind: "account", account }));
  };
  const found = async (token: string, origin: Origin): Promise<Result<RecoveryRow>> => {
    const nowMs = clock.nowMs();
    const waitMs = door.tries.takeFrom(addressBlock(origin.address), nowMs);
    if (waitMs > 0) return refuse("rate-limited", undefined, waitMs);
    const row = await store.byToken(digestOf(Buffer.from(token, "base64url")));
    const isThere = row?.state === "open" && row.expires_ms > nowMs && (await stillCounts(row));
    return isThere ? ok(row) : refuse("access-link-invalid");
  };

  return {
    async look(_grant: OpenGrant, token: string, origin: Origin): Promise<Result<AccessLinkAnswer>> {
      const row = await found(token, origin);
      if (!row.ok) return row;
      const { id, account, opens_ms, expires_ms } = row.value;
      const { wraps } = await deps.codeWraps(account);
      return ok({
        id,
        account,
        ...(await door.namesOf(account)),
        opensAtMs: opens_ms,
        expiresAtMs: expires_ms,
        isOpen: opens_ms <= clock.nowMs(),
        number: numberOf(row.value),
        hasCode: wraps.length > 0,
        passwordMinChars: (await settings.current()).passwordMinChars,
      });
    },

    /** Ciphertext under 160 random bits; told to the person before it is given away. */
    async wraps(grant: OpenGrant, token: string, origin: Origin): Promise<Result<RecoveryWraps>> {
      const row = await found(token, origin);
      if (!row.ok) return row;
      const { id, account } = row.value;
      const done = await ledger.commit(grant, () =>
        plan(told.wrapsGiven, [{ subject: account, detail: { recovery: id, address: origin.address } }], [], null),
      );
      return done.ok ? ok(await deps.codeWraps(account)) : done;
    },

    async confirm(
      grant: OpenGrant,
      { token, signature }: ApiParsed<"confirmAccessLink">,
      origin: Origin,
    ): Promise<Result<undefined>> {
      const row = await found(token, origin);
      if (!row.ok) return row;
      const { id, account, started_by } = row.value;
      const root = await deps.rootOf(account);
      const statement = { id, account, number: numberOf(row.value) };
      if (root === undefined || !(await isStatedBy(root, statement, signature))) return refuse("proof-wrong");
      const done = await ledger.commit(grant, () =>
        plan(
          told.recoveryConfirmed,
          aboutEach(account, [started_by], { recovery: id, account, by: "code" }),
          [opensNow(row.value, "code", clock.nowMs())],
          { account },
        ),
      );
      return done.ok ? ok(undefined) : done;
    },

    async use(
      grant: OpenGrant,
      { token, password, device }: ApiParsed<"useAccessLink">,
      origin: Origin,
    ): Promise<Result<SignInAnswer>> {
      const row = await found(token, origin);
      if (!row.ok) return row;
      const { id, account, started_by, opens_ms, confirmed_by } = row.value;
      const nowMs = clock.nowMs();
      if (opens_ms > nowMs) return refuse("access-link-waiting");
      if (await deps.isSsoOnly(account)) return refuse("sso-required");
      if (!(await deps.signIn.mayBeOn(account, device))) return refuse("sign-in-failed");
      const renewed = await deps.renewAccess(account, password);
      if (!renewed.ok) return renewed;
      const isThere = (who: AccountId) =>
        requireRows(roleAssignments, { scope: "org", account: who, suspended_ms: null }, "access-link-invalid");
      const done = await ledger.commit(grant, () =>
        plan(
          told.recoveryUsed,
          [
            { subject: account, detail: { recovery: id, by: started_by, address: origin.address } },
            { subject: started_by, detail: { recovery: id, account } },
          ],
          [
            update(
              accessRecoveries,
              { id, state: "open", opens_ms },
              { state: "used", ended_ms: nowMs },
              "access-link-invalid",
            ),
            isThere(account),
            ...(confirmed_by === null ? [isThere(started_by)] : []),
            ...renewed.value,
            ...deps.forgetLinks(account, nowMs),
          ],
          { account },
        ),
      );
      return done.ok ? deps.signIn.signInAnew(grant, account, device, origin) : done;
    },
  };
}
export type AccessLinkRules = ReturnType<typeof accessLinkRules>;
