/** The key a new device is known by. It is made here and kept in the store, so that it never has to be asked for. */
import { type DeviceKey, deviceKeyFromStored, generateDeviceKey, revealDeviceKey } from "@warbler/crypto/identity";
import { base64urlFromBytes } from "@warbler/protocol";
import * as z from "zod/mini";
import type { Store } from "../store/store.ts";
import type { NewDevice } from "./auth.ts";

const KEY = "device-key";
const storedKey = z.object({ kty: z.literal("OKP"), crv: z.literal("Ed25519"), x: z.string(), d: z.string() });

/** The device as the server wants it, with the key given, the one in the store, or a new one, in that order. */
export async function registrationOf(
  device: NewDevice,
  store: Store,
): Promise<{ readonly name: string; readonly verifyingKey: string }> {
  const verifyingKey = device.verifyingKey ?? (await storedVerifyingKey(store)) ?? (await makeDeviceKey(store));
  return { name: device.name, verifyingKey: base64urlFromBytes(verifyingKey) };
}

/** The key of this device; undefined where it was made elsewhere and only its public half was given. */
export async function loadDeviceKey(store: Store): Promise<DeviceKey | undefined> {
  const bytes = await store.read(KEY);
  if (bytes === undefined) return undefined;
  const stored = z.safeParse(storedKey, JSON.parse(new TextDecoder().decode(bytes)));
  return stored.success ? deviceKeyFromStored(stored.data) : undefined;
}

async function storedVerifyingKey(store: Store): Promise<Uint8Array | undefined> {
  return (await loadDeviceKey(store))?.verifyingKey;
}

export async function makeDeviceKey(store: Store): Promise<Uint8Array> {
  const key = await generateDeviceKey("storable");
  const value = new TextEncoder().encode(JSON.stringify(await revealDeviceKey(key)));
  await store.write([{ key: KEY, value }]);
  return key.verifyingKey;
}
