/** Members who all see the same do not all act at the same moment. */
import type { Platform } from "../platform/platform.ts";

/** A wait below `mostMs`, by chance. */
export function spreadMs({ randomBytes }: Pick<Platform, "randomBytes">, mostMs: number): number {
  const [a = 0, b = 0] = randomBytes(2);
  return Math.floor((mostMs * (a * 256 + b)) / 65_536);
}
