/** Codes to write down, each good once, for when the passkey or the phone is gone. */
import { randomBytes } from "node:crypto";
import { LIMITS } from "@warbler/protocol";
import { base32 } from "./totp.ts";

/** 80 random bits each: as `ABCD-EFGH-IJKL-MNOP`. */
export function newRecoveryCodes(): readonly string[] {
  return Array.from({ length: LIMITS.recoveryCodes }, () => base32(randomBytes(10)).replace(/(.{4})(?=.)/g, "$1-"));
}

/** As it was made, however it was typed. */
export const foldRecoveryCode = (typed: string): string =>
  typed
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[^A-Z2-7]/g, "");
