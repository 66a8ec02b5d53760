/** The socket's frames as bytes. What the server sends is decoded with a bound and refused whole when it is malformed. */
import { LIMITS } from "@warbler/protocol";
import { decodeFrame, type ServerCase, type ServerFrame, type ServerValues } from "../wire/server-frame.ts";

/** Undefined for what is no frame of this protocol version, or larger than its kind may be. */
export function decodeServerFrame(bytes: Uint8Array): ServerFrame | undefined {
  if (bytes.length > LIMITS.welcomeFrameBytes) return undefined;
  const frame = decodeFrame(bytes);
  return bytes.length > LIMITS.socketFrameBytes && frame?.body.case !== "welcome" ? undefined : frame;
}

export function isBody<C extends ServerCase>(
  body: { readonly case: ServerCase },
  expected: C,
): body is { readonly case: C; readonly value: ServerValues[C] } {
  return body.case === expected;
}
