/** Drafts on their way between the devices of one account. The server keeps what only the receiving device can open. */
import * as z from "zod/mini";
import type { DeviceId, RoomId } from "../ids.ts";
import { LIMITS } from "../limits.ts";
import { base64urlUpTo, id, timeMs } from "./fields.ts";

const letter = base64urlUpTo(LIMITS.draftLetterBytes);

/** One for each of the caller's other devices that is to have it. */
export const sendDraftRequest = z.strictObject({
  letters: z
    .array(z.strictObject({ device: id<DeviceId>(), letter }))
    .check(z.minLength(1), z.maxLength(LIMITS.devicesPerDraft)),
});

export const draftLetter = z.object({ room: id<RoomId>(), from: id<DeviceId>(), letter, atMs: timeMs });
export const draftList = z.object({ drafts: z.array(draftLetter) });
