/** What the organisation asks of everybody's sign-in, within bounds that it cannot go below. */
import * as z from "zod/mini";
import { LIMITS } from "../limits.ts";

const chars = (atLeast: number) => z.int().check(z.gte(atLeast), z.lte(LIMITS.passwordMinCharsAtMost));

export const securitySettings = z.object({
  /** Of a password that is the only proof, and of one beside a second factor. */
  passwordMinChars: chars(LIMITS.passwordMinChars),
  passwordWithFactorMinChars: chars(LIMITS.passwordWithFactorMinChars),
});
export type SecuritySettings = z.infer<typeof securitySettings>;

export const securityRequest = z.strictObject({
  passwordMinChars: chars(LIMITS.passwordMinChars),
  passwordWithFactorMinChars: chars(LIMITS.passwordWithFactorMinChars),
});
