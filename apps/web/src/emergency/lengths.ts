/** How long an emergency may last: what people choose between, up to what is allowed. */
import { EMERGENCY_LIMITS } from "@warbler/protocol";

const MINUTES = [15, 30, 60, 120, 180, 240] as const;

export function lengthsUpTo(mostMs: number = EMERGENCY_LIMITS.maxMs): readonly number[] {
  const shorter = MINUTES.map((minutes) => minutes * 60_000).filter((ms) => ms < mostMs);
  return [...shorter, mostMs];
}
