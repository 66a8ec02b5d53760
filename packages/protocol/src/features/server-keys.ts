/** What the server keeps secret, and which person answers for each: a key is nobody's to use, and somebody's to look after. */
import * as z from "zod/mini";
import type { AccountId } from "../ids.ts";
import { LIMITS } from "../limits.ts";
import { id, line, timeMs } from "./fields.ts";

/** In the order in which they are shown. The pepper of passwords and all keys of records follow from the root key. */
export const SERVER_KEYS = [
  "root-key",
  "root-passphrase",
  "keyring",
  "audit-log-key",
  "identity-log-key",
  "proposal-key",
  "tls-key",
  "local-ca-key",
  "database-login",
  "s3-secret",
] as const;
export type ServerKeyName = (typeof SERVER_KEYS)[number];

/** `clear`: whoever can read it has it. `wrapped`: it opens only with another one of these. */
export const KEY_FORMS = ["clear", "wrapped"] as const;

export const serverKeyAnswer = z.object({
  key: z.enum(SERVER_KEYS),
  /** A file of the data folder, by its path there, an absolute path elsewhere, or the name of a variable of the environment. */
  where: z.string(),
  isVariable: z.boolean(),
  form: z.enum(KEY_FORMS),
  /** Permission bits of the file in octal, as `600`; absent for a variable, and where there is no such file. */
  mode: z.optional(z.string()),
  /** Others than the server's user and root may read the file. */
  exposed: z.boolean(),
  /** When the file was last written; of the root key, when it was made. */
  changedAtMs: z.optional(timeMs),
  /** When the server last opened it: at its start. */
  openedAtMs: timeMs,
  /** Who answers for it; absent where nobody does. */
  custodian: z.optional(id<AccountId>()),
  sinceMs: z.optional(timeMs),
  givenBy: z.optional(id<AccountId>()),
});
export type ServerKeyAnswer = z.infer<typeof serverKeyAnswer>;
export const serverKeyList = z.object({ keys: z.array(serverKeyAnswer) });

export const nameCustodianRequest = z.strictObject({
  key: z.enum(SERVER_KEYS),
  /** Nobody unless told. */
  custodian: z.optional(id<AccountId>()),
  reason: line(LIMITS.reasonChars),
});
