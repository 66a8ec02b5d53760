/** Accounts with devices and identity versions, as tests need them. */
import { type AccountId, type DeviceId, idFromDigest } from "@warbler/protocol";
import { generateDeviceKey } from "../identity/device-key.ts";
import type { KeychainSegment, ListedDevice } from "../identity/identity-version.ts";
import { type SeedKey, signingKeyFromSeed } from "../identity/seed-key.ts";
import { type IdentityChange, signIdentityVersion } from "../identity/sign-version.ts";
import { type VerifiedIdentity, verifyIdentityVersion } from "../identity/verify-version.ts";
import { referenceHpke } from "./reference-hpke.ts";

export const hpke = referenceHpke();

export const random = (sizeBytes: number) => crypto.getRandomValues(new Uint8Array(sizeBytes));
export const newAccount = () => idFromDigest<AccountId>(random(16));
export const newDeviceId = () => idFromDigest<DeviceId>(random(16));

export async function newSeedKey(): Promise<SeedKey> {
  const key = await signingKeyFromSeed(random(32));
  if (key === undefined) throw new Error("expected a key of 32 random bytes");
  return key;
}

export async function newDevice() {
  const key = await generateDeviceKey("storable");
  const { publicKey, privateKey } = await hpke.generateKeyPair();
  const listed: ListedDevice = { device: newDeviceId(), signatureKey: key.verifyingKey, hpkePublic: publicKey };
  return { id: listed.device, key, listed, hpkePrivate: privateKey };
}
export type TestDevice = Awaited<ReturnType<typeof newDevice>>;

/** An account whose first version lists one device. */
export async function newPerson() {
  const account = newAccount();
  const root = await newSeedKey();
  const identityKey = await newSeedKey();
  const phone = await newDevice();
  const first: IdentityChange = {
    account,
    previous: undefined,
    root: root.verifyingKey,
    identityKey,
    authority: { kind: "root", root },
    devices: [phone.listed],
    recoveryPublic: undefined,
    segment: undefined,
    nowMs: 1_000,
  };
  const bytes = await signIdentityVersion(first, hpke);
  return { account, root, identityKey, phone, first, bytes, identity: await accepted(undefined, bytes) };
}
export type TestPerson = Awaited<ReturnType<typeof newPerson>>;

export async function accepted(previous: VerifiedIdentity | undefined, bytes: Uint8Array): Promise<VerifiedIdentity> {
  const verified = await verifyIdentityVersion(previous, bytes);
  if (!verified.ok) throw new Error(`expected a version that is accepted, got ${verified.refusal}`);
  return verified.identity;
}

/** A change by the account's identity key: what stays unless told otherwise is that of `previous`. */
export function changeOf(
  person: Pick<TestPerson, "account" | "identityKey">,
  previous: VerifiedIdentity,
  change: Partial<IdentityChange> = {},
): IdentityChange {
  return {
    account: person.account,
    previous,
    root: previous.root,
    identityKey: person.identityKey,
    authority: { kind: "predecessor", identityKey: person.identityKey },
    devices: previous.devices,
    recoveryPublic: previous.recoveryPublic,
    segment: previous.segment,
    nowMs: previous.atMs + 1,
    ...change,
  };
}

export function someSegment(number: number): KeychainSegment {
  const after = { length: 0, hash: new Uint8Array(32) };
  return { number, hpkePublic: random(32), sealedPrivate: random(80), after };
}

/** The bytes with one bit flipped. */
export function flipped(bytes: Uint8Array, bit: number): Uint8Array<ArrayBuffer> {
  const changed = new Uint8Array(bytes);
  changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return changed;
}
