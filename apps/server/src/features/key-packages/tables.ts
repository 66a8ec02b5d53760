import type { AccountId, DeviceId } from "@warbler/protocol";
import { digest, flag, id, nullable, sealed, table, timeMs } from "../../kernel/tables.ts";

/**
 * Key packages that devices published. One that was claimed stays until it expires, so that the Welcome that names it finds
 * its device.
 */
export const keyPackages = table(
  "key_packages",
  {
    /** KeyPackageRef (RFC 9420 §5.2). */
    reference: digest(),
    account: id<AccountId>(),
    device: id<DeviceId>(),
    last_resort: flag(),
    /** For picking the one that expires first. */
    expires_ms: timeMs(),
    claimed_ms: nullable(timeMs()),
    published: sealed<Uint8Array>(
      { key: "subject", of: "account" },
      "public keys by which others add the device to rooms",
    ),
  },
  { primaryKey: ["reference"], indexes: [["device", "claimed_ms", "last_resort", "expires_ms"]] },
);
export const keyPackageTables = [keyPackages] as const;
