/** What a device that is known already signs when somebody signs in on it again: that it is the device, and not just its id. */
import { canonicalJson } from "./act-payload.ts";

const utf8 = new TextEncoder();

/** UTF-8 of the canonical JSON of `["warbler sign-in v1", ticket, device]`. */
export function signInPayload({
  ticket,
  device,
}: {
  /** What the server asked with, once. */
  readonly ticket: string;
  readonly device: string;
}): Uint8Array<ArrayBuffer> {
  return utf8.encode(canonicalJson(["warbler sign-in v1", ticket, device]));
}
