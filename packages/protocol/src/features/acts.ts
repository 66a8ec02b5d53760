/** Dual control: acts that others approve by signatures before they are done. */
import * as z from "zod/mini";
import type { Json } from "../act-payload.ts";
import type { AccountId, DeviceId, RequestId } from "../ids.ts";
import { LIMITS } from "../limits.ts";
import { dualControl } from "../policy.ts";
import { base64url, id, line, timeMs } from "./fields.ts";

export const jsonValue: z.ZodMiniType<Json> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(jsonValue), z.record(z.string(), jsonValue)]),
);
const act = {
  /** Name of the route in the table of the interface. */
  route: z.string().check(z.maxLength(64)),
  params: z._default(
    z.record(z.string().check(z.maxLength(32)), z.union([z.string().check(z.maxLength(64)), z.int()])),
    {},
  ),
  body: jsonValue,
};

export const askActRequest = z.strictObject({ ...act, body: z.optional(jsonValue), reason: line(LIMITS.reasonChars) });

export const actRequestAnswer = z.object({
  ...act,
  id: id<RequestId>(),
  account: id<AccountId>(),
  action: dualControl.shape.action,
  reason: z.string(),
  askedAtMs: timeMs,
  expiresAtMs: timeMs,
  state: z.enum(["open", "executed", "withdrawn", "expired"]),
  /** How many others must approve now, and who has. */
  needed: z.int(),
  approvals: z.array(z.object({ account: id<AccountId>(), device: id<DeviceId>(), atMs: timeMs })),
});
export type ActRequestAnswer = z.infer<typeof actRequestAnswer>;
export const actRequestList = z.object({ requests: z.array(actRequestAnswer) });

/** Ed25519 by the calling device's key over the label of approvals and `actPayload`. */
export const approveActRequest = z.strictObject({ signature: base64url(64) });
/** What the route answered, if it answers. */
export const executeActAnswer = z.object({ answer: z.optional(jsonValue) });
