/** What a device remembers of its session: enough to come back without a password, or to sign in as the same device. */
import { type AccountId, type DeviceId, isId, ORG_ROLES } from "@warbler/protocol";
import * as z from "zod/mini";
import type { Me } from "./engine-api.ts";

const accountId = z.custom<AccountId>((value) => typeof value === "string" && isId<AccountId>(value));
const deviceId = z.custom<DeviceId>((value) => typeof value === "string" && isId<DeviceId>(value));

const keptSession = z.object({
  /** Absent once the session ended. */
  token: z.optional(z.string()),
  account: accountId,
  device: deviceId,
  handle: z.string(),
  name: z.string(),
  role: z.enum(ORG_ROLES),
  organisation: z.string(),
});
export type KeptSession = z.infer<typeof keptSession>;

export function parseKeptSession(value: unknown): KeptSession | undefined {
  const parsed = z.safeParse(keptSession, value);
  return parsed.success ? parsed.data : undefined;
}

export function meOf({ account, device, handle, name, role, organisation }: KeptSession, storage: Me["storage"]): Me {
  return { account, device, handle, name, role, organisation, storage };
}
