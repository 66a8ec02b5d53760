/** Dual control: acts that others approve by signatures before they are done. */
import * as z from "zod/mini";
import type { Json } from "../act-payload.ts";
import type { AccountId, DeviceId, PasskeyId, RequestId } from "../ids.ts";
import { LIMITS } from "../limits.ts";
import { APPROVAL_KEYS, dualControl } from "../policy.ts";
import { passkeyAssertion } from "./factors.ts";
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

/** What shows an approval to whoever has it, without the server: keys and signatures in base64url. */
const approvalEvidence = z.union([
  z.object({
    by: z.literal("device"),
    /** Ed25519, as the approver's list of devices has it now; absent where the device has left it. */
    publicKey: z.optional(z.string()),
    signature: z.string(),
  }),
  z.object({
    by: z.literal("passkey"),
    passkey: id<PasskeyId>(),
    /** COSE algorithm, and the key as a SubjectPublicKeyInfo (RFC 5280). */
    algorithm: z.int(),
    publicKey: z.string(),
    authenticatorData: z.string(),
    clientData: z.string(),
    signature: z.string(),
  }),
]);
export type ApprovalEvidence = z.infer<typeof approvalEvidence>;

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
  approvals: z.array(
    z.object({
      account: id<AccountId>(),
      device: id<DeviceId>(),
      atMs: timeMs,
      /** Absent where the approver's own key was erased. */
      evidence: z.optional(approvalEvidence),
    }),
  ),
  /** What they must sign with now. */
  keys: z.enum(APPROVAL_KEYS),
});
export type ActRequestAnswer = z.infer<typeof actRequestAnswer>;
export const actRequestList = z.object({ requests: z.array(actRequestAnswer) });

/**
 * Ed25519 by the calling device's key over the label of approvals and `actPayload`; or an assertion of the caller's passkey whose
 * challenge is the labelled hash of it.
 */
export const approveActRequest = z.union([
  z.strictObject({ signature: base64url(64) }),
  z.strictObject({ passkey: passkeyAssertion }),
]);
/** What the route answered, if it answers. */
export const executeActAnswer = z.object({ answer: z.optional(jsonValue) });
