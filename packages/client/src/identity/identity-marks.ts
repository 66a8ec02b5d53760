/** Small marks in the store that tell, without loading anything, whether there is something to do about identity. */
import { WarblerError } from "../errors.ts";
import type { Platform } from "../platform/platform.ts";
import type { Store } from "../store/store.ts";

const DEVICE_KEY = "device-key";
/** When this device last saw itself on its account's list. */
export const LISTED_MARK = "identity/listed";
const EVERY_MS = 3_600_000;
const AGAIN_MS = 60_000;

/** Without it, this device takes no part in end-to-end encryption. */
export async function hasDeviceKey(store: Store): Promise<boolean> {
  return (await store.read(DEVICE_KEY)) !== undefined;
}

export async function isListedHere(store: Store): Promise<boolean> {
  return (await store.read(LISTED_MARK)) !== undefined;
}

/**
 * Looks after the identity once an hour, also over restarts, so that a short run costs nothing for it; a minute later where
 * that failed. Ends with the client.
 */
export async function lookAfterIdentity(
  deps: { readonly store: Store; readonly platform: Platform; readonly stop: AbortController },
  load: () => Promise<{ start(): Promise<void> }>,
): Promise<void> {
  const { store, platform, stop } = deps;
  if (!(await hasDeviceKey(store))) return;
  while (!stop.signal.aborted) {
    const isDone = !(await isDue(deps)) || (await started(load));
    await platform.sleep(isDone ? EVERY_MS : AGAIN_MS, stop.signal).catch(() => {});
  }
}

async function isDue({ store, platform }: { readonly store: Store; readonly platform: Platform }): Promise<boolean> {
  const bytes = await store.read(LISTED_MARK);
  const atMs = bytes === undefined ? 0 : Number(new TextDecoder().decode(bytes));
  return Math.abs(platform.nowMs() - atMs) >= EVERY_MS - AGAIN_MS;
}

/** False where it is worth another try: a refusal was told, or written to the log, where it arose. */
async function started(load: () => Promise<{ start(): Promise<void> }>): Promise<boolean> {
  try {
    await (await load()).start();
    return true;
  } catch (error) {
    if (error instanceof WarblerError) return false;
    throw error;
  }
}
