/** Small marks in the store that tell, without loading anything, whether there is something to do about identity. */
import type { Platform } from "../platform/platform.ts";
import type { Store } from "../store/store.ts";

const DEVICE_KEY = "device-key";
/** When this device last saw itself on its account's list. */
export const LISTED_MARK = "identity/listed";
const LOOK_AGAIN_MS = 3_600_000;

/** Without it, this device takes no part in end-to-end encryption. */
export async function hasDeviceKey(store: Store): Promise<boolean> {
  return (await store.read(DEVICE_KEY)) !== undefined;
}

export async function isListedHere(store: Store): Promise<boolean> {
  return (await store.read(LISTED_MARK)) !== undefined;
}

/** Whether the identity is to be looked after at the start: not again within the hour, so that short runs stay short. */
export async function mustStart({
  store,
  platform,
}: {
  readonly store: Store;
  readonly platform: Platform;
}): Promise<boolean> {
  if (!(await hasDeviceKey(store))) return false;
  const bytes = await store.read(LISTED_MARK);
  const atMs = bytes === undefined ? 0 : Number(new TextDecoder().decode(bytes));
  return Math.abs(platform.nowMs() - atMs) > LOOK_AGAIN_MS;
}
