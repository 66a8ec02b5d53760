/** An account's devices with the sessions that live on each, as its person and officers see them. */
import type { AccountId, DeviceAnswer } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import type { Caller } from "../../kernel/policy/policy.ts";
import { lastSeenMs, unusedEndsMs } from "./session-watch.ts";
import type { AccountStore, SessionRow } from "./store.ts";
import { devices, sessions } from "./tables.ts";

export function deviceLists(
  { vault, clock }: Pick<Kernel, "vault" | "clock">,
  store: Pick<AccountStore, "devicesOf" | "liveSessionsOf">,
) {
  /** Sessions of before this was kept have none. */
  const placeOf = (row: SessionRow): { readonly address?: string; readonly client?: string } => {
    const address = row.address === null ? ERASED : vault.open(sessions, "address", row);
    const client = row.client === null ? ERASED : vault.open(sessions, "client", row);
    return { ...(address !== ERASED && { address }), ...(client !== ERASED && { client }) };
  };
  /** `caller` is whose device and session are called current. */
  return async (account: AccountId, caller: Caller): Promise<DeviceAnswer[]> => {
    const [all, live] = await Promise.all([store.devicesOf(account), store.liveSessionsOf(account, clock.nowMs())]);
    return all.map((row) => {
      const ofDevice = live.filter(({ device }) => device === row.id);
      const name = vault.open(devices, "name", row);
      const verifyingKey = vault.open(devices, "verifying_key", row);
      return {
        id: row.id,
        name: name === ERASED ? "" : name,
        verifyingKey: verifyingKey === ERASED ? "" : verifyingKey,
        addedAtMs: row.added_ms,
        lastSeenAtMs: Math.max(row.added_ms, ...ofDevice.map(lastSeenMs)),
        current: row.id === caller.device,
        sessions: ofDevice.map((one) => ({
          id: one.id,
          startedAtMs: one.started_ms,
          lastSeenAtMs: lastSeenMs(one),
          expiresAtMs: one.expires_ms,
          unusedEndsAtMs: unusedEndsMs(one),
          ...placeOf(one),
          current: one.id === caller.session,
        })),
      };
    });
  };
}
