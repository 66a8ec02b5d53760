/** The only SQL about key packages. */
import type { AccountId, DeviceId } from "@warbler/protocol";
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf } from "../../kernel/tables.ts";
import type { keyPackages } from "./tables.ts";

export type KeyPackageRow = RowOf<typeof keyPackages>;

export interface KeyPackageOwner {
  readonly reference: Uint8Array;
  readonly account: AccountId;
  readonly device: DeviceId;
  readonly lastResort: boolean;
}

export const keyPackageStore = (reader: Reader) => ({
  /** The one to give away next: the one-time package that expires first, else the last resort. */
  next: (device: DeviceId, nowMs: number, onlyLastResort: boolean) =>
    reader.get<KeyPackageRow>(
      'SELECT * FROM "key_packages" WHERE "device" = ? AND "claimed_ms" IS NULL AND "expires_ms" > ? AND "last_resort" >= ? ORDER BY "last_resort", "expires_ms" LIMIT 1',
      [device, nowMs, onlyLastResort ? 1 : 0],
    ),
  oneTimeLeft: async (device: DeviceId, nowMs: number) =>
    (
      await reader.get<{ n: number }>(
        'SELECT count(*) AS n FROM "key_packages" WHERE "device" = ? AND "claimed_ms" IS NULL AND "last_resort" = 0 AND "expires_ms" > ?',
        [device, nowMs],
      )
    )?.n ?? 0,
  lastResort: (device: DeviceId, nowMs: number) =>
    reader.get<{ expires_ms: number }>(
      'SELECT "expires_ms" FROM "key_packages" WHERE "device" = ? AND "claimed_ms" IS NULL AND "last_resort" = 1 AND "expires_ms" > ?',
      [device, nowMs],
    ),
  expired: async (device: DeviceId, nowMs: number) =>
    (
      await reader.all<{ reference: Uint8Array }>(
        'SELECT "reference" FROM "key_packages" WHERE "device" = ? AND "expires_ms" <= ?',
        [device, nowMs],
      )
    ).map(({ reference }) => reference),
  ownerOf: async (reference: Uint8Array): Promise<KeyPackageOwner | undefined> => {
    const row = await reader.get<Pick<KeyPackageRow, "account" | "device" | "last_resort">>(
      'SELECT "account", "device", "last_resort" FROM "key_packages" WHERE "reference" = ?',
      [reference],
    );
    return row && { reference, account: row.account, device: row.device, lastResort: row.last_resort === 1 };
  },
});
