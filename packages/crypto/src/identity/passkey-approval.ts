/** What a passkey signs for an act under dual control: WebAuthn takes 32 bytes, so it is a labelled hash of the payload. */
import { sha256 } from "../primitives/hashing.ts";

const LABEL = new TextEncoder().encode("warbler/1/approval-by-passkey\0");

/** SHA-256(label ‖ 0x00 ‖ payload). The label keeps it from being the challenge of a sign-in, which is random. */
export function passkeyApprovalChallenge(payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const labelled = new Uint8Array(LABEL.length + payload.length);
  labelled.set(LABEL);
  labelled.set(payload, LABEL.length);
  return sha256(labelled);
}
