/** Tells, without loading anything, whether this device's key packages on the server are to be looked after. */
import type { Platform } from "../platform/platform.ts";
import type { Store, StoreWrite } from "../store/store.ts";

const KEY = "key-packages-checked";
const CHECK_MS = 6 * 3_600_000;

export async function mustCheckKeyPackages({
  store,
  platform,
}: {
  readonly store: Store;
  readonly platform: Platform;
}): Promise<boolean> {
  const bytes = await store.read(KEY);
  const atMs = bytes === undefined ? 0 : Number(new TextDecoder().decode(bytes));
  return Math.abs(platform.nowMs() - atMs) > CHECK_MS;
}

export function keyPackagesChecked(nowMs: number): StoreWrite {
  return { key: KEY, value: new TextEncoder().encode(String(nowMs)) };
}
