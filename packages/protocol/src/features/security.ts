/** What the organisation asks of everybody's sign-in, within bounds that it cannot go below. */
import * as z from "zod/mini";
import { LIMITS } from "../limits.ts";

const chars = (atLeast: number) => z.int().check(z.gte(atLeast), z.lte(LIMITS.passwordMinCharsAtMost));

const waitHours = z
  .int()
  .check(z.gte(LIMITS.accessRecoveryWaitHoursAtLeast), z.lte(LIMITS.accessRecoveryWaitHoursAtMost));

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
});
export type SecuritySettings = z.infer<typeof securitySettings>;

export const securityRequest = z.strictObject({
  secondFactor: z.enum(SECOND_FACTOR),
  passwordMinChars: chars(LIMITS.passwordMinChars),
  passwordWithFactorMinChars: chars(LIMITS.passwordWithFactorMinChars),
  /** Stays as it is where it is left out. */
  accessRecoveryWaitHours: z.optional(waitHours),
});
