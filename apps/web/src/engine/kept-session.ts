/** What a device remembers of its session: enough to come back without a password, or to sign in as the same device. */
import { type AccountId, type DeviceId, isId, ORG_ROLES } from "@warbler/protocol";
import * as z from "zod/mini";
import type { LockView, Me } from "./engine-api.ts";
import { appLock } from "./vault/app-lock.ts";

const accountId = z.custom<AccountId>((value) => typeof value === "string" && isId<AccountId>(value));
const deviceId = z.custom<DeviceId>((value) => typeof value === "string" && isId<DeviceId>(value));

const keptSession = z.object({
  /** Absent once the session ended, and behind the app lock, where the vault holds it. */
  token: z.optional(z.string()),
  /** It counts with a key that the keeper has; absent in sessions of before. */
  bound: z.optional(z.boolean()),
  account: accountId,
  device: deviceId,
  handle: z.string(),
  name: z.string(),
  role: z.enum(ORG_ROLES),
  organisation: z.string(),
  lock: z.optional(appLock),
});
export type KeptSession = z.infer<typeof keptSession>;

export function parseKeptSession(value: unknown): KeptSession | undefined {
  const parsed = z.safeParse(keptSession, value);
  return parsed.success ? parsed.data : undefined;
}

/** As the keeper takes it. */
export function plainKeptSession(kept: KeptSession): unknown {
  return z.encode(keptSession, kept);
}

export function meOf(
  { account, device, handle, name, role, organisation, lock }: KeptSession,
  storage: Me["storage"],
): Me {
  const lockView = lock === undefined ? {} : { lock: lockViewOf(lock) };
  return { account, device, handle, name, role, organisation, storage, ...lockView };
}

export function lockViewOf({ means, salt, credential }: NonNullable<KeptSession["lock"]>): LockView {
  return { means, salt, ...(credential !== undefined && { credential }) };
}
