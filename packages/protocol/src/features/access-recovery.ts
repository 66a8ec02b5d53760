/** Access recovery: a way back to an account whose password or second factor is lost. */
import * as z from "zod/mini";
import type { AccessRecoveryId, AccountId } from "../ids.ts";
import { LIMITS } from "../limits.ts";
import { signInDevice } from "./accounts.ts";
import { base64url, id, line, password, timeMs, token } from "./fields.ts";
import { recoveryWraps } from "./keychain.ts";

export const startAccessRecoveryRequest = z.strictObject({ reason: line(LIMITS.reasonChars) });

const recoveryId = id<AccessRecoveryId>();
/** From when on the link can be used, and until when. */
const usable = { opensAtMs: timeMs, expiresAtMs: timeMs };

export const accessRecoveryStarted = z.object({
  id: recoveryId,
  token,
  /** `https://…/recover#…`, to be passed on to the person; told once. */
  link: z.string(),
  ...usable,
});

export const ACCESS_RECOVERY_STATES = ["open", "used", "refused", "withdrawn"] as const;
/** What the person showed to have it opened at once: a device on their signed list, or their account recovery code. */
export const ACCESS_CONFIRMATIONS = ["device", "code"] as const;

export const accessRecovery = z.object({
  id: recoveryId,
  account: id<AccountId>(),
  startedBy: id<AccountId>(),
  reason: z.string(),
  startedAtMs: timeMs,
  ...usable,
  state: z.enum([...ACCESS_RECOVERY_STATES, "expired"]),
  confirmedBy: z.optional(z.enum(ACCESS_CONFIRMATIONS)),
  /** When it was used, refused or withdrawn. */
  endedAtMs: z.optional(timeMs),
});
export type AccessRecovery = z.infer<typeof accessRecovery>;
export const accessRecoveryList = z.object({ recoveries: z.array(accessRecovery) });

/** `number` is what the page of the link shows; Ed25519 by the calling device's key over `accessRecoveryPayload`. */
export const confirmAccessByDevice = z.strictObject({
  number: z.string().check(z.regex(/^\d{6}$/)),
  signature: base64url(64),
});

/** The link's token is what gives access to the rest. */
export const accessLink = z.strictObject({ token });
export const accessLinkAnswer = z.object({
  id: recoveryId,
  account: id<AccountId>(),
  organisation: z.string(),
  handle: z.string(),
  name: z.string(),
  ...usable,
  /** Whether it can be used now. */
  isOpen: z.boolean(),
  /** To be typed on a device that is signed in, which then lets it be used at once. */
  number: z.string(),
  /** Whether there is an account recovery code that lets it be used at once. */
  hasCode: z.boolean(),
  passwordMinChars: z.int(),
});
export type AccessLinkAnswer = z.infer<typeof accessLinkAnswer>;
export const accessLinkWraps = recoveryWraps;
/** Ed25519 by the account's root key over `accessRecoveryPayload`. */
export const confirmAccessByCode = z.strictObject({ token, signature: base64url(64) });
export const useAccessLink = z.strictObject({ token, password, device: signInDevice });
