/** An account's devices with the sessions that live on each, as its person and officers see them. */
import type { AccountId, DeviceAnswer, DeviceId } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import type { Caller } from "../../kernel/policy/policy.ts";
import { stillThereOf } from "./devices.ts";
import { sessionSigns } from "./session-signs.ts";
import { lastSeenMs, unusedEndsMs } from "./session-watch.ts";
import { boundToOf } from "./sessions.ts";
import type { AccountStore, DeviceRow, SessionRow } from "./store.ts";
import { devices, sessions } from "./tables.ts";

export interface DeviceListDeps extends Pick<Kernel, "vault" | "retired" | "clock"> {
  /** On the account's signed list, whatever the server knows of them. */
  readonly listedDevices: (account: AccountId) => Promise<ReadonlyMap<DeviceId, unknown>>;
}

export function deviceLists(
  { vault, retired, clock, listedDevices }: DeviceListDeps,
  store: Pick<AccountStore, "device" | "devicesOf" | "liveSessionsOf" | "firstsFrom" | "deviceCountsOf">,
) {
  /** Sessions of before this was kept have none. */
  const placeOf = (row: SessionRow): { readonly address?: string; readonly client?: string } => {
    const address = row.address === null ? ERASED : vault.open(sessions, "address", row);
    const client = row.client === null ? ERASED : vault.open(sessions, "client", row);
    return { ...(address !== ERASED && { address }), ...(client !== ERASED && { client }) };
  };
  /** Off the server's list, and on the signed one. */
  const takenAway = async (account: AccountId, there: readonly DeviceRow[]): Promise<readonly DeviceRow[]> => {
    const known = new Set(there.map(({ id }) => id));
    const gone = [...(await listedDevices(account)).keys()].filter((id) => !known.has(id));
    const rows = await Promise.all(gone.map((id) => store.device(id)));
    return rows.filter((row) => row !== undefined).filter((row) => row.account === account);
  };
  /** `caller` is whose device and session are called current. */
  return async (account: AccountId, caller: Caller): Promise<DeviceAnswer[]> => {
    const nowMs = clock.nowMs();
    const [there, live, firsts, counts] = await Promise.all([
      stillThereOf(retired, await store.devicesOf(account)),
      store.liveSessionsOf(account, nowMs),
      store.firstsFrom(account),
      store.deviceCountsOf([account]),
    ]);
    const firstDeviceMs = counts[0]?.first_ms ?? nowMs;
    const taken = await takenAway(account, there);
    return [...there, ...taken].map((row) => {
      const signsOf = sessionSigns(firsts, { device: row, firstDeviceMs, nowMs });
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
        ...(taken.includes(row) && { takenAway: true as const }),
        sessions: ofDevice.map((one) => ({
          id: one.id,
          startedAtMs: one.started_ms,
          lastSeenAtMs: lastSeenMs(one),
          expiresAtMs: one.expires_ms,
          unusedEndsAtMs: unusedEndsMs(one),
          ...placeOf(one),
          signs: signsOf(one),
          bound: boundToOf(one) !== undefined,
          current: one.id === caller.session,
        })),
      };
    });
  };
}
