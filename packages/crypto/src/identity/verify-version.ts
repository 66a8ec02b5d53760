/**
 * Whether a version may follow another. Server and clients run this same check on every entry of the identity log, so that
 * an account changes only by its root or by a device that holds its identity key, and never silently.
 */
import type { DeviceId } from "@warbler/protocol";
import { equalSecrets, isAllZero } from "../primitives/bytes.ts";
import { isSignedByDevice } from "./device-key.ts";
import { VERIFYING_KEY_BYTES, type VerifyingKey } from "./ed25519.ts";
import {
  decodeIdentityVersionWithoutVerification,
  type IdentityBody,
  identityVersionHash,
  type SignedIdentityVersion,
} from "./identity-version.ts";
import type { SignatureKind } from "./labels.ts";

/** A version that was verified as the successor of all before it. */
export interface VerifiedIdentity extends IdentityBody {
  /** What the next version names as the one before. */
  readonly hash: Uint8Array<ArrayBuffer>;
}

export interface IdentityChanges {
  readonly devicesAdded: readonly DeviceId[];
  readonly devicesRemoved: readonly DeviceId[];
  readonly identityKeyRotated: boolean;
  /** The account is vouched for by another root than before: its people must be asked. */
  readonly rootChanged: boolean;
  readonly recoveryChanged: boolean;
  readonly segmentChanged: boolean;
  readonly byRoot: boolean;
}

export type IdentityRefusal =
  /** No bytes that an encoder writes, or over a limit. */
  | "malformed"
  /** Not the version that comes next: another account, number or version before. */
  | "not-next"
  /** A signature does not hold, or it comes from a key that may not allow this. */
  | "unauthorised"
  /** Signed, but against a rule: a device removed without a new identity key and segment, a device whose keys changed. */
  | "forbidden";

export type IdentityVerification =
  | { readonly ok: true; readonly identity: VerifiedIdentity; readonly changes: IdentityChanges }
  | { readonly ok: false; readonly refusal: IdentityRefusal };

/** `previous` is undefined for an account's first version. */
export async function verifyIdentityVersion(
  previous: VerifiedIdentity | undefined,
  bytes: Uint8Array,
): Promise<IdentityVerification> {
  const signed = decodeIdentityVersionWithoutVerification(bytes);
  if (signed === undefined) return { ok: false, refusal: "malformed" };
  const { body } = signed;
  if (!isNext(previous, body)) return { ok: false, refusal: "not-next" };
  if (!(await isAuthorised(previous, signed))) return { ok: false, refusal: "unauthorised" };
  const changes = changesOf(previous, signed);
  if (previous !== undefined && !isAllowed(previous, body, changes)) return { ok: false, refusal: "forbidden" };
  if (previous === undefined && body.segment !== undefined && body.segment.number !== 1)
    return { ok: false, refusal: "forbidden" };
  return { ok: true, identity: { ...body, hash: identityVersionHash(bytes) }, changes };
}

function isNext(previous: VerifiedIdentity | undefined, body: IdentityBody): boolean {
  if (previous === undefined) return body.version === 1 && isAllZero(body.previousHash);
  const { account, version, hash, atMs } = previous;
  const follows = body.account === account && body.version === version + 1 && body.atMs >= atMs;
  return follows && equalSecrets(body.previousHash, hash);
}

async function isAuthorised(previous: VerifiedIdentity | undefined, signed: SignedIdentityVersion): Promise<boolean> {
  const { body, bodyBytes: message, signature, authority, authoritySignature } = signed;
  if (!(await isSignedByDevice(body.identityKey, { kind: "identityKey", message, signature }))) return false;
  const [key, kind] = authorityOf(previous, signed);
  if (key === undefined) return false;
  return isSignedByDevice(key, { kind, message, signature: authoritySignature });

  function authorityOf(
    before: VerifiedIdentity | undefined,
    { body: { root } }: SignedIdentityVersion,
  ): readonly [VerifyingKey | undefined, SignatureKind] {
    if (authority === "root") return [root, "identityRoot"];
    // A first version and a new root are the root's own word: no identity key can give an account another root.
    const mayFollow = before !== undefined && equalSecrets(before.root, root);
    return [mayFollow ? before.identityKey : undefined, "identitySuccessor"];
  }
}

function changesOf(
  previous: VerifiedIdentity | undefined,
  { body, authority }: SignedIdentityVersion,
): IdentityChanges {
  const before = new Set(previous?.devices.map(({ device }) => device));
  const after = new Set(body.devices.map(({ device }) => device));
  return {
    devicesAdded: [...after].filter((device) => !before.has(device)),
    devicesRemoved: [...before].filter((device) => !after.has(device)),
    identityKeyRotated: previous !== undefined && !equalSecrets(previous.identityKey, body.identityKey),
    rootChanged: previous !== undefined && !equalSecrets(previous.root, body.root),
    recoveryChanged: !equalSecrets(previous?.recoveryPublic ?? NONE, body.recoveryPublic ?? NONE),
    segmentChanged: previous?.segment?.number !== body.segment?.number,
    byRoot: authority === "root",
  };
}

const NONE = new Uint8Array(VERIFYING_KEY_BYTES);

function isAllowed(previous: VerifiedIdentity, body: IdentityBody, changes: IdentityChanges): boolean {
  const someoneLeft = changes.devicesRemoved.length > 0;
  // Whoever left held the identity key, and may know the keychain's newest key.
  if (someoneLeft && !changes.identityKeyRotated) return false;
  if (someoneLeft && previous.segment !== undefined && !changes.segmentChanged) return false;
  return keepsDeviceKeys(previous, body) && keepsSegment(previous, body, changes);
}

/** A device's keys are for life: new keys are a new device. */
function keepsDeviceKeys(previous: IdentityBody, { devices }: IdentityBody): boolean {
  const held = new Map(previous.devices.map((one) => [one.device, one]));
  return devices.every(({ device, signatureKey, hpkePublic }) => {
    const before = held.get(device);
    if (before === undefined) return true;
    return equalSecrets(before.signatureKey, signatureKey) && equalSecrets(before.hpkePublic, hpkePublic);
  });
}

/** Recovery, once set up, stays; a segment is taken over whole or replaced by the next one. */
function keepsSegment(previous: IdentityBody, { segment }: IdentityBody, changes: IdentityChanges): boolean {
  const before = previous.segment;
  if (segment === undefined) return before === undefined;
  if (before === undefined) return segment.number === 1;
  if (segment.number === before.number + 1) return segment.after.length >= before.after.length;
  if (segment.number !== before.number || changes.recoveryChanged) return false;
  const isSame = equalSecrets(segment.hpkePublic, before.hpkePublic);
  const isSealedAlike = equalSecrets(segment.sealedPrivate, before.sealedPrivate);
  const isPinnedAlike =
    segment.after.length === before.after.length && equalSecrets(segment.after.hash, before.after.hash);
  return isSame && isSealedAlike && isPinnedAlike;
}
