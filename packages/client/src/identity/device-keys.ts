/** This device's own keys: Ed25519, with which it registered, and X25519, made when the account's identity first needs it. */
import { type DeviceKey, deviceKeyFromStored } from "@warbler/crypto/identity";
import type { Hpke, HpkeKeyPair } from "@warbler/crypto/keychain";
import * as z from "zod/mini";
import type { Store } from "../store/store.ts";

const SIGNING = "device-key";
const HPKE = "device-hpke";
const storedKey = z.object({ kty: z.literal("OKP"), crv: z.literal("Ed25519"), x: z.string(), d: z.string() });

export interface DeviceKeys {
  readonly signing: DeviceKey;
  readonly hpke: HpkeKeyPair;
}

/** Undefined where the program keeps the device's signing key itself (`verifyingKey` at the sign-in). */
export async function deviceKeysOf(store: Store, hpke: Hpke): Promise<DeviceKeys | undefined> {
  const signing = await signingKey(store);
  return signing && { signing, hpke: (await storedPair(store, hpke)) ?? (await makePair(store, hpke)) };
}

async function signingKey(store: Store): Promise<DeviceKey | undefined> {
  const bytes = await store.read(SIGNING);
  if (bytes === undefined) return undefined;
  const stored = z.safeParse(storedKey, JSON.parse(new TextDecoder().decode(bytes)));
  return stored.success ? deviceKeyFromStored(stored.data) : undefined;
}

async function storedPair(store: Store, hpke: Hpke): Promise<HpkeKeyPair | undefined> {
  const bytes = await store.read(HPKE);
  if (bytes === undefined) return undefined;
  const privateKey = new Uint8Array(bytes);
  const publicKey = await hpke.publicKeyOf(privateKey);
  return publicKey && { privateKey, publicKey };
}

async function makePair(store: Store, hpke: Hpke): Promise<HpkeKeyPair> {
  const pair = await hpke.generateKeyPair();
  await store.write([{ key: HPKE, value: pair.privateKey }]);
  return pair;
}
