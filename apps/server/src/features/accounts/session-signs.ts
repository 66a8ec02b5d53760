/** What speaks against a session of somebody's, by what the server holds of all their sessions and of its device. */
import { LIMITS, type SessionSign } from "@warbler/protocol";
import type { DeviceRow, FirstFrom, SessionRow } from "./store.ts";

/** The first network and the first device that somebody ever had are new to nobody. */
export function sessionSigns(
  firsts: readonly FirstFrom[],
  {
    device,
    firstDeviceMs,
    nowMs,
  }: { readonly device: DeviceRow; readonly firstDeviceMs: number; readonly nowMs: number },
) {
  const firstEverMs = Math.min(...firsts.map(({ first_ms }) => first_ms));
  const isNewDevice = device.added_ms > firstDeviceMs && device.added_ms + LIMITS.newDeviceMs > nowMs;
  return ({ came_from, started_ms, proven_ms }: SessionRow): SessionSign[] => {
    const first = firsts.find((one) => isSame(one.came_from, came_from))?.first_ms;
    return [
      ...(first === started_ms && first > firstEverMs ? (["new-place"] as const) : []),
      ...(isNewDevice ? (["new-device"] as const) : []),
      ...(proven_ms === 0 ? (["unproven"] as const) : []),
    ];
  };
}

const isSame = (a: Uint8Array | null, b: Uint8Array | null): boolean =>
  a !== null && b !== null && Buffer.compare(a, b) === 0;
