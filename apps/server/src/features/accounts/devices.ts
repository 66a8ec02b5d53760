/** What other features need of an account's devices. */
import type { AccountId, DeviceId } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { requireRows, type Step, update } from "../../kernel/plan.ts";
import { forgetFactors } from "../factors/index.ts";
import { accountStore, type DeviceRow } from "./store.ts";
import { accounts, devices, sessions } from "./tables.ts";

/** Steps that take a device away and end its sessions; one that is gone already is left alone when `ifGone` says so. */
export const removeDeviceSteps = (
  { account, device }: { readonly account: AccountId; readonly device: DeviceId },
  nowMs: number,
  ifGone: "not-found" | "ignore",
): readonly Step[] => [
  update(devices, { id: device, account, removed_ms: null }, { removed_ms: nowMs }, ifGone),
  update(sessions, { device, account, ended_ms: null }, { ended_ms: nowMs }, "ignore"),
];

/** Ends all sessions of an account. */
export const endSessionsSteps = (account: AccountId, nowMs: number): readonly Step[] => [
  update(sessions, { account, ended_ms: null }, { ended_ms: nowMs }, "ignore"),
];

/** Takes away all by which an account could be signed in to: devices, sessions, password, factors. Its name stays, for what it wrote. */
export const closeAccountSteps = (account: AccountId, nowMs: number): readonly Step[] => [
  update(devices, { account, removed_ms: null }, { removed_ms: nowMs }, "ignore"),
  ...endSessionsSteps(account, nowMs),
  update(accounts, { id: account }, { password: null }, "ignore"),
  ...forgetFactors(account),
];

/** Those of these devices that were never removed, whatever their rows say now. */
export async function stillThereOf(
  retired: Kernel["retired"],
  rows: readonly DeviceRow[],
): Promise<readonly DeviceRow[]> {
  const there: DeviceRow[] = [];
  for (const row of rows) if (!(await retired.row(devices, row))) there.push(row);
  return there;
}

/** Refuses a plan when the device is removed by then. */
export const stillThere = (device: DeviceId): Step =>
  requireRows(devices, { id: device, removed_ms: null }, "device-unlisted");

/** The person's password would be too short or too easy without a second factor. */
export const passwordDepends =
  ({ reader }: Pick<Kernel, "reader">) =>
  async (account: AccountId): Promise<boolean> =>
    (await accountStore(reader).account(account))?.password_depends === 1;

/** The account's devices that are not removed, and the Ed25519 keys they registered with, in base64url. */
export const deviceKeysOf =
  ({ reader, vault, retired }: Pick<Kernel, "reader" | "vault" | "retired">) =>
  async (account: AccountId): Promise<ReadonlyMap<DeviceId, string>> => {
    const keys = new Map<DeviceId, string>();
    for (const row of await stillThereOf(retired, await accountStore(reader).devicesOf(account))) {
      const key = vault.open(devices, "verifying_key", row);
      if (key !== ERASED) keys.set(row.id, key);
    }
    return keys;
  };
