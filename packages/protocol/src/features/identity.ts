/** The identity log: every signed version of every account's devices, replicated by all clients. Versions travel as bytes. */
import * as z from "zod/mini";

/** `from` is the number of the first entry wanted. */
export const identityEntriesQuery = z.strictObject({
  from: z._default(z.coerce.number().check(z.int(), z.gte(0), z.lte(2 ** 31 - 1)), 0),
});
/** Where the version was put, and how long the log is with it. */
export const identityPosted = z.object({ entry: z.int(), size: z.int() });
export type IdentityPosted = z.infer<typeof identityPosted>;
