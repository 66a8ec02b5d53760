/**
 * Ways back to an account: an officer starts one and gets a link to pass on; what becomes of it is the person's. They are told at
 * once wherever they are signed in, can refuse it from there, or let it be used before its wait is over.
 */
import { createHash, randomBytes } from "node:crypto";
import { isSignedByDevice, type ListedDevice, verifyingKeyFromBytes } from "@warbler/crypto/identity";
import {
  type AccessRecovery,
  type AccessRecoveryId,
  type AccountId,
  type ApiAnswer,
  type ApiParsed,
  accessRecoveryPayload,
  type DeviceId,
  isGrantedRole,
  LIMITS,
  newId,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { aboutEach, insert, plan, update } from "../../kernel/plan.ts";
import type { Agreed, Grant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { createThrottle } from "../../kernel/throttle.ts";
import { digestOf, type OneTimeLink } from "../accounts/index.ts";
import type { SettingsRules } from "../factors/index.ts";
import * as told from "./facts.ts";
import { accessRecoveryStore, type RecoveryRow } from "./store.ts";
import { accessRecoveries } from "./tables.ts";

export interface AccessRecoveryDeps
  extends Pick<Kernel, "ledger" | "policy" | "reader" | "tagged" | "vault" | "clock"> {
  readonly link: OneTimeLink;
  readonly settings: Pick<SettingsRules, "current">;
  readonly isSsoOnly: (account: AccountId) => Promise<boolean>;
  readonly listedDevices: (account: AccountId) => Promise<ReadonlyMap<DeviceId, ListedDevice>>;
}

const LISTED = 100;
const LISTED_OF_ONE = 20;
const HOUR_MS = 3_600_000;

/** Six digits that follow from the token: whoever types them has the page of this very link before them. */
export function numberOf({ token }: Pick<RecoveryRow, "token">): string {
  const digest = createHash("sha256").update("warbler/1/access-recovery-number\0").update(token).digest();
  return String(digest.readUInt32BE(0) % 1_000_000).padStart(6, "0");
}

export function accessRecoveryRules(deps: AccessRecoveryDeps) {
  const { ledger, policy, vault, clock, settings, listedDevices } = deps;
  const store = accessRecoveryStore(deps);
  /** A link a few times a day: what is started again and again is no way to wear somebody down. */
  const starts = createThrottle({ burst: 3, refillMs: 8 * HOUR_MS, keys: 100_000 });
  const guesses = createThrottle({ burst: 5, refillMs: 10 * 60_000, keys: 100_000 });

  const shown = (row: RecoveryRow): AccessRecovery => {
    const reason = vault.open(accessRecoveries, "reason", row);
    return {
      id: row.id,
      account: row.account,
      startedBy: row.started_by,
      reason: reason === ERASED ? "" : reason,
      startedAtMs: row.started_ms,
      opensAtMs: row.opens_ms,
      expiresAtMs: row.expires_ms,
      state: row.state === "open" && row.expires_ms <= clock.nowMs() ? "expired" : row.state,
      ...(row.confirmed_by !== null && { confirmedBy: row.confirmed_by }),
      ...(row.ended_ms !== null && { endedAtMs: row.ended_ms }),
    };
  };
  const openOf = async (account: AccountId, id: AccessRecoveryId): Promise<Result<RecoveryRow>> => {
    const row = await store.recovery(id);
    const isOpen = row?.account === account && row.state === "open" && row.expires_ms > clock.nowMs();
    return isOpen ? ok(row) : refuse("not-found");
  };

  return {
    /** One before it, and its link, is over with that. */
    async start(grant: Agreed<"access.recover">, reason: string): Promise<Result<ApiAnswer<"startAccessRecovery">>> {
      const { account } = grant.resource;
      const by = grant.caller.account;
      if (account === by) return refuse("forbidden", "expected somebody else");
      const standing = await policy.standingOf(account);
      if (standing === undefined || !isGrantedRole(standing.role)) return refuse("not-found");
      if (standing.suspended_ms !== null) return refuse("suspended");
      if (await deps.isSsoOnly(account)) return refuse("sso-required");
      const nowMs = clock.nowMs();
      const waitMs = starts.take(account, nowMs);
      if (waitMs > 0) return refuse("rate-limited", undefined, waitMs);
      const token = randomBytes(32);
      const id = newId<AccessRecoveryId>();
      const opensAtMs = nowMs + (await settings.current()).accessRecoveryWaitHours * HOUR_MS;
      const expiresAtMs = opensAtMs + LIMITS.accessRecoveryUsableMs;
      const row = {
        id,
        account,
        token: digestOf(token),
        started_by: by,
        approvals: grant.approvals,
        reason,
        started_ms: nowMs,
        opens_ms: opensAtMs,
        expires_ms: expiresAtMs,
        state: "open",
      } as const;
      const done = await ledger.commit(grant, () =>
        plan(
          told.recoveryStarted,
          aboutEach(account, [by], { recovery: id, account, by, reason, opensAtMs }),
          [
            update(accessRecoveries, { account, state: "open" }, { state: "withdrawn", ended_ms: nowMs }, "ignore"),
            insert(accessRecoveries, row),
          ],
          { account },
        ),
      );
      if (!done.ok) return done;
      const text = token.toString("base64url");
      return ok({ id, token: text, link: deps.link("recover", text), opensAtMs, expiresAtMs });
    },

    async withdraw(grant: Agreed<"access.withdraw">): Promise<Result<undefined>> {
      const { account } = grant.resource;
      const by = grant.caller.account;
      const ended = { state: "withdrawn", ended_ms: clock.nowMs() } as const;
      const done = await ledger.commit(grant, () =>
        plan(
          told.recoveryWithdrawn,
          aboutEach(account, [by], { account, by }),
          [update(accessRecoveries, { account, state: "open" }, ended)],
          { account },
        ),
      );
      return done.ok ? ok(undefined) : done;
    },

    async list(_grant: Grant<"access.list-recoveries">) {
      return ok({ recoveries: (await store.newest(LISTED)).map(shown) });
    },

    async own({ resource: { account } }: Grant<"access.answer">) {
      return ok({ recoveries: (await store.newestOf(account, LISTED_OF_ONE)).map(shown) });
    },

    /** Needs no fresh proof: to refuse takes nothing away that could not be started again. */
    async refuse(grant: Grant<"access.answer">, id: AccessRecoveryId): Promise<Result<undefined>> {
      const { account } = grant.resource;
      const row = await openOf(account, id);
      if (!row.ok) return row;
      const ended = { state: "refused", ended_ms: clock.nowMs() } as const;
      const detail = { recovery: id, account, device: grant.caller.device };
      const done = await ledger.commit(grant, () =>
        plan(
          told.recoveryRefused,
          aboutEach(account, [row.value.started_by], detail),
          [update(accessRecoveries, { id, account, state: "open" }, ended)],
          { account },
        ),
      );
      return done.ok ? ok(undefined) : done;
    },

    /** A session's token alone does not do: it takes the key of a device that the person's signed list has. */
    async confirm(
      grant: Grant<"access.answer">,
      id: AccessRecoveryId,
      { number, signature }: ApiParsed<"confirmAccessRecovery">,
    ): Promise<Result<undefined>> {
      const { account, device } = grant.caller;
      const row = await openOf(account, id);
      if (!row.ok) return row;
      const waitMs = guesses.take(account, clock.nowMs());
      if (waitMs > 0) return refuse("rate-limited", undefined, waitMs);
      if (number !== numberOf(row.value)) return refuse("access-number-wrong");
      const listed = (await listedDevices(account)).get(device);
      if (listed === undefined) return refuse("device-unlisted");
      const statement = { id, account, number };
      if (!(await isStatedBy(listed.signatureKey, statement, signature)))
        return refuse("bad-request", "expected a signature of this device over this recovery");
      const done = await ledger.commit(grant, () =>
        plan(
          told.recoveryConfirmed,
          aboutEach(account, [row.value.started_by], { recovery: id, account, by: "device", device }),
          [opensNow(row.value, "device", clock.nowMs())],
          { account },
        ),
      );
      return done.ok ? ok(undefined) : done;
    },
  };
}
export type AccessRecoveryRules = ReturnType<typeof accessRecoveryRules>;

/** Whether the holder of that key signed this statement. */
export async function isStatedBy(
  key: Uint8Array,
  statement: Parameters<typeof accessRecoveryPayload>[0],
  signature: string,
): Promise<boolean> {
  const verifyingKey = verifyingKeyFromBytes(key);
  const signed = {
    kind: "accessRecovery",
    message: accessRecoveryPayload(statement),
    signature: Buffer.from(signature, "base64url"),
  } as const;
  return verifyingKey !== undefined && (await isSignedByDevice(verifyingKey, signed));
}

/** The wait is over; a link that was confirmed before stays as it was. */
export const opensNow = ({ id }: RecoveryRow, by: "device" | "code", nowMs: number) =>
  update(
    accessRecoveries,
    { id, state: "open", confirmed_by: null },
    { confirmed_by: by, opens_ms: nowMs, expires_ms: nowMs + LIMITS.accessRecoveryUsableMs },
  );
