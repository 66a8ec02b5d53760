/** Approving a new device from an old one: a mailbox for the two, and chunks of keys that the old one hands over. */
import * as z from "zod/mini";
import type { ApprovalId, DeviceId } from "../ids.ts";
import { LIMITS } from "../limits.ts";
import { base64urlUpTo, id, timeMs } from "./fields.ts";

const payload = base64urlUpTo(LIMITS.approvalMessageBytes);

/** The new device's first message; what is in it is between the devices. */
export const askApprovalRequest = z.strictObject({ payload });
export const approvalMessageRequest = z.strictObject({ payload });

export const approvalAnswer = z.object({
  id: id<ApprovalId>(),
  /** The device that asks to be approved. */
  device: id<DeviceId>(),
  askedAtMs: timeMs,
  expiresAtMs: timeMs,
  /** Oldest first; the first is the asking device's. */
  messages: z.array(z.object({ from: id<DeviceId>(), payload: z.string() })),
});
export type ApprovalAnswer = z.infer<typeof approvalAnswer>;
export const approvalList = z.object({ approvals: z.array(approvalAnswer) });

/** Chunks that wait for the calling device, by the device that sent them. */
export const transferList = z.object({
  transfers: z.array(z.object({ from: id<DeviceId>(), chunks: z.array(z.int()), expiresAtMs: timeMs })),
});
export type TransferList = z.infer<typeof transferList>;
