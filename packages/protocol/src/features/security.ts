/** What the organisation asks of everybody's sign-in, within bounds that it cannot go below. */
import * as z from "zod/mini";
import { LIMITS } from "../limits.ts";
import { line } from "./fields.ts";

const chars = (atLeast: number) => z.int().check(z.gte(atLeast), z.lte(LIMITS.passwordMinCharsAtMost));

const waitHours = z
  .int()
  .check(z.gte(LIMITS.accessRecoveryWaitHoursAtLeast), z.lte(LIMITS.accessRecoveryWaitHoursAtMost));

const lockMinutes = z.int().check(z.gte(0), z.lte(LIMITS.lockMinutesAtMost));

/** Whom the organisation asks for a second factor; staff are those with an officer's role. */
export const SECOND_FACTOR = ["optional", "staff", "everyone"] as const;
export type SecondFactor = (typeof SECOND_FACTOR)[number];

export const securitySettings = z.object({
  secondFactor: z.enum(SECOND_FACTOR),
  /** Of a password that is the only proof, and of one beside a second factor. */
  passwordMinChars: chars(LIMITS.passwordMinChars),
  passwordWithFactorMinChars: chars(LIMITS.passwordWithFactorMinChars),
  /** How long a recovery of somebody's access waits, so that they can refuse it. */
  accessRecoveryWaitHours: waitHours,
  /** A browser that keeps anything must have an app lock, which shuts after so many minutes without a touch; 0: as each chooses. */
  lockMinutes,
});
export type SecuritySettings = z.infer<typeof securitySettings>;

export const securityRequest = z.strictObject({
  secondFactor: z.enum(SECOND_FACTOR),
  passwordMinChars: chars(LIMITS.passwordMinChars),
  passwordWithFactorMinChars: chars(LIMITS.passwordWithFactorMinChars),
  /** Stays as it is where it is left out. */
  accessRecoveryWaitHours: z.optional(waitHours),
  lockMinutes: z.optional(lockMinutes),
});

/** Names of products, projects and places that whoever knows the organisation would try first. */
export const passwordWords = z.strictObject({
  words: z.array(line(LIMITS.ownPasswordWordChars)).check(z.maxLength(LIMITS.ownPasswordWords)),
});
