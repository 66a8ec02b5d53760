/** Makes identity versions: fills in the chain, seals the identity key to each device, and signs. */
import type { AccountId } from "@warbler/protocol";
import { encodeFields, idBytes, uint64Bytes } from "../primitives/fields.ts";
import { HASH_BYTES } from "../primitives/hashing.ts";
import type { Hpke } from "../primitives/hpke.ts";
import { END_TO_END_LABELS } from "../primitives/labels.ts";
import { signAsDevice } from "./device-key.ts";
import {
  encodeIdentityBody,
  encodeIdentityVersion,
  type IdentityAuthority,
  type IdentityBody,
  type KeychainSegment,
  type ListedDevice,
} from "./identity-version.ts";
import { type SeedKey, signingKeyFromSeed } from "./seed-key.ts";
import type { VerifiedIdentity } from "./verify-version.ts";

export interface IdentityChange {
  readonly account: AccountId;
  readonly previous: VerifiedIdentity | undefined;
  /** The root of the new version; with `authority` "root" it signs. */
  readonly root: VerifyingRoot;
  /** The identity key of the new version: the one before, or a new one. */
  readonly identityKey: SeedKey;
  readonly authority:
    | { readonly kind: "root"; readonly root: SeedKey }
    | { readonly kind: "predecessor"; readonly identityKey: SeedKey };
  readonly devices: readonly ListedDevice[];
  readonly recoveryPublic: Uint8Array<ArrayBuffer> | undefined;
  readonly segment: KeychainSegment | undefined;
  readonly nowMs: number;
}
type VerifyingRoot = IdentityBody["root"];

/** The bytes to post. They hold only if `verifyIdentityVersion` accepts them after `previous`. */
export async function signIdentityVersion(change: IdentityChange, hpke: Hpke): Promise<Uint8Array<ArrayBuffer>> {
  const { account, previous, root, identityKey, recoveryPublic, segment, nowMs } = change;
  const devices = change.devices.toSorted((a, b) => compareBytes(idBytes(a.device), idBytes(b.device)));
  const version = (previous?.version ?? 0) + 1;
  const info = identityKeyInfo(account, version);
  const body: IdentityBody = {
    account,
    version,
    previousHash: previous?.hash ?? new Uint8Array(HASH_BYTES),
    root,
    identityKey: identityKey.verifyingKey,
    recoveryPublic,
    devices,
    segment,
    sealedIdentityKeys: await Promise.all(
      devices.map(({ hpkePublic }) => hpke.seal({ publicKey: hpkePublic, info }, identityKey.seed)),
    ),
    // A clock that was set back must not lock an account out of its own chain.
    atMs: Math.max(nowMs, previous?.atMs ?? 0),
  };
  const bodyBytes = encodeIdentityBody(body);
  const signature = await signAsDevice(identityKey, "identityKey", bodyBytes);
  const [authority, authoritySignature] = await authorise(change.authority, bodyBytes);
  return encodeIdentityVersion({ bodyBytes, signature, authority, authoritySignature });
}

/** The account's identity key as the version seals it to this device, or undefined where it does not open. */
export async function openIdentityKey(
  identity: IdentityBody,
  device: { readonly id: ListedDevice["device"]; readonly hpkePrivate: Uint8Array },
  hpke: Hpke,
): Promise<SeedKey | undefined> {
  const at = identity.devices.findIndex((listed) => listed.device === device.id);
  const sealed = identity.sealedIdentityKeys[at];
  if (sealed === undefined) return undefined;
  const info = identityKeyInfo(identity.account, identity.version);
  const seed = await hpke.open({ privateKey: device.hpkePrivate, info }, sealed);
  const key = seed && (await signingKeyFromSeed(seed));
  const isTheOne = key !== undefined && compareBytes(key.verifyingKey, identity.identityKey) === 0;
  return isTheOne ? key : undefined;
}

async function authorise(
  authority: IdentityChange["authority"],
  bodyBytes: Uint8Array,
): Promise<readonly [IdentityAuthority, Uint8Array<ArrayBuffer>]> {
  switch (authority.kind) {
    case "root":
      return ["root", await signAsDevice(authority.root, "identityRoot", bodyBytes)];
    case "predecessor": {
      const signature = await signAsDevice(authority.identityKey, "identitySuccessor", bodyBytes);
      return ["predecessor", signature];
    }
  }
}

function identityKeyInfo(account: AccountId, version: number): Uint8Array<ArrayBuffer> {
  return encodeFields([END_TO_END_LABELS.identityKeyForDevice, idBytes(account), uint64Bytes(version)]);
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return (a[at] ?? 0) - (b[at] ?? 0);
  return a.length - b.length;
}
