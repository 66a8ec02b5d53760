/** Health for load balancers and people; it names no person and no version to strangers. */
import * as z from "zod/mini";

export const healthAnswer = z.object({
  state: z.enum(["ready", "needs-set-up", "stopping"]),
  organisation: z.optional(z.string()),
});
/** `application/problem+json` (RFC 9457). */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  titleZh: z.string(),
  status: z.int(),
  code: z.string(),
  retryable: z.boolean(),
  detail: z.optional(z.string()),
  retryAfterMs: z.optional(z.int()),
});
export type Problem = z.infer<typeof problem>;
