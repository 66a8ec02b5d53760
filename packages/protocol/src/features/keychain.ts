/** The keychain (content keys, encrypted to the account) and the wraps of the account's recovery bundle. Opaque to the server. */
import * as z from "zod/mini";
import { RECOVERY_MEANS } from "../choices.ts";
import type { RecoveryCheckId } from "../ids.ts";
import { LIMITS } from "../limits.ts";
import { base64urlUpTo, id, timeMs } from "./fields.ts";

export const keychainQuery = z.strictObject({
  from: z._default(z.coerce.number().check(z.int(), z.gte(0), z.lte(2 ** 31 - 1)), 0),
});
/** Entries in the chain now. */
export const keychainAppended = z.object({ size: z.int() });

const checkId = id<RecoveryCheckId>();

export const recoveryStatus = z.object({
  wraps: z.array(
    z.object({
      means: z.enum(RECOVERY_MEANS),
      checkId,
      createdAtMs: timeMs,
      /** When another secret took its place; its ciphertext is gone since then. */
      replacedAtMs: z.optional(timeMs),
    }),
  ),
});
export type RecoveryStatus = z.infer<typeof recoveryStatus>;

/** The whole set of secrets that count from now on. */
export const setRecoveryRequest = z.strictObject({
  /** The check ids that the caller believes to count now; others mean that another device was first. */
  replaces: z.array(checkId).check(z.maxLength(LIMITS.recoveryWraps)),
  wraps: z
    .array(
      z.strictObject({ means: z.enum(RECOVERY_MEANS), checkId, ciphertext: base64urlUpTo(LIMITS.recoveryWrapBytes) }),
    )
    .check(z.minLength(1), z.maxLength(LIMITS.recoveryWraps)),
});

export const recoveryWraps = z.object({
  wraps: z.array(z.object({ means: z.enum(RECOVERY_MEANS), checkId, ciphertext: z.string() })),
});
export type RecoveryWraps = z.infer<typeof recoveryWraps>;
