/** The socket's frames as bytes. What the server sends is decoded with a bound and refused whole when it is malformed. */
import { LIMITS } from "@warbler/protocol";
import { decodeFrame, type ServerCase, type ServerFrame, type ServerValues } from "../wire/server-frame.ts";

/** A full page of the largest records; everything else the server says is far smaller. */
export const LARGEST_SERVER_FRAME_BYTES = LIMITS.historyPageRecords * (LIMITS.recordContentBytes + 1_024);

/** Undefined for what is no frame of this protocol version. */
export function decodeServerFrame(bytes: Uint8Array): ServerFrame | undefined {
  return bytes.length > LARGEST_SERVER_FRAME_BYTES ? undefined : decodeFrame(bytes);
}

export function isBody<C extends ServerCase>(
  body: { readonly case: ServerCase },
  expected: C,
): body is { readonly case: C; readonly value: ServerValues[C] } {
  return body.case === expected;
}
