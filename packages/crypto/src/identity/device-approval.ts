/**
 * How an old device is sure whom it lets in. Both show six digits that follow from the new device's keys, the account as
 * each side sees it, and a nonce of each; the new device commits to its own before it sees the other, so that whoever stands
 * between them has one guess in a million and cannot try in secret.
 */
import { type AccountId, base64urlFromBytes, bytesFromBase64url, type DeviceId, idFromBytes } from "@warbler/protocol";
import { concat } from "../primitives/bytes.ts";
import { encodeFields, ID_BYTES, idBytes } from "../primitives/fields.ts";
import { sha256 } from "../primitives/hashing.ts";
import { HPKE_KEY_BYTES } from "../primitives/hpke.ts";
import { END_TO_END_LABELS } from "../primitives/labels.ts";
import { VERIFYING_KEY_BYTES, type VerifyingKey, verifyingKeyFromBytes } from "./ed25519.ts";
import type { ListedDevice } from "./identity-version.ts";

export const APPROVAL_NONCE_BYTES = 32;

/** What the new device keeps back until the old one has answered. */
export interface ApprovalOpening {
  readonly account: AccountId;
  readonly candidate: ListedDevice;
  readonly nonce: Uint8Array;
}

/** Sent first. */
export function approvalCommitment({ account, candidate, nonce }: ApprovalOpening): Uint8Array<ArrayBuffer> {
  return sha256(encodeFields([END_TO_END_LABELS.approvalCommitment, idBytes(account), rowOf(candidate), nonce]));
}

/** The old device's side. */
export interface ApprovalAnswer {
  readonly device: DeviceId;
  readonly nonce: Uint8Array;
  /** The account's root and newest version, as this side's replica of the identity log has them. */
  readonly root: VerifyingKey;
  readonly versionHash: Uint8Array;
}

/** Six digits. Both sides compute them from what they hold themselves and what the other said. */
export function approvalNumber(opening: ApprovalOpening, answer: ApprovalAnswer): string {
  const digest = sha256(
    encodeFields([
      END_TO_END_LABELS.approvalNumber,
      approvalCommitment(opening),
      idBytes(answer.device),
      answer.nonce,
      answer.root,
      answer.versionHash,
    ]),
  );
  // Eight bytes, so that no number is likelier than another by more than one part in ten billion.
  return String(new DataView(digest.buffer).getBigUint64(0) % 1_000_000n).padStart(6, "0");
}

/** device id (16) ‖ Ed25519 (32) ‖ X25519 (32) ‖ nonce (32): sent once the old device has answered. */
export function encodeApprovalReveal({ candidate, nonce }: ApprovalOpening): Uint8Array<ArrayBuffer> {
  return concat(rowOf(candidate), nonce);
}

export function decodeApprovalReveal(account: AccountId, bytes: Uint8Array): ApprovalOpening | undefined {
  if (bytes.length !== ROW_BYTES + APPROVAL_NONCE_BYTES) return undefined;
  const candidate = decodeRow(bytes.subarray(0, ROW_BYTES));
  return candidate && { account, candidate, nonce: new Uint8Array(bytes.subarray(ROW_BYTES)) };
}

const SCHEME = "warbler:device:1:";

/** The candidate as one line of text, for a QR code: read from its own screen it needs no number to be compared. */
export function devicePayload({ account, candidate }: Pick<ApprovalOpening, "account" | "candidate">): string {
  const bytes = concat(idBytes(account), rowOf(candidate));
  return SCHEME + base64urlFromBytes(concat(bytes, sha256(bytes).subarray(0, CHECKSUM_BYTES)));
}

/** Undefined for anything but a whole payload. */
export function deviceFromPayload(text: string): Pick<ApprovalOpening, "account" | "candidate"> | undefined {
  const bytes = text.startsWith(SCHEME) ? bytesFromBase64url(text.slice(SCHEME.length)) : undefined;
  const end = ID_BYTES + ROW_BYTES;
  if (bytes?.length !== end + CHECKSUM_BYTES) return undefined;
  const checksum = sha256(bytes.subarray(0, end)).subarray(0, CHECKSUM_BYTES);
  if (!checksum.every((byte, at) => byte === bytes[end + at])) return undefined;
  const candidate = decodeRow(bytes.subarray(ID_BYTES, end));
  return candidate && { account: idFromBytes<AccountId>(bytes.subarray(0, ID_BYTES)), candidate };
}

const CHECKSUM_BYTES = 4;
const ROW_BYTES = ID_BYTES + VERIFYING_KEY_BYTES + HPKE_KEY_BYTES;

function rowOf({ device, signatureKey, hpkePublic }: ListedDevice): Uint8Array<ArrayBuffer> {
  return concat(idBytes(device), signatureKey, hpkePublic);
}

function decodeRow(row: Uint8Array): ListedDevice | undefined {
  const hpkeAt = ID_BYTES + VERIFYING_KEY_BYTES;
  const signatureKey = verifyingKeyFromBytes(row.subarray(ID_BYTES, hpkeAt));
  if (signatureKey === undefined) return undefined;
  const device = idFromBytes<DeviceId>(row.subarray(0, ID_BYTES));
  return { device, signatureKey, hpkePublic: new Uint8Array(row.subarray(hpkeAt)) };
}
