/** How long to wait before trying again: doubling, bounded, and random, so that a thousand clients do not come back as one. */
import type { Platform } from "../platform/platform.ts";

const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** `attempt` counts failures in a row, from 1. The wait is between half of the doubled time and all of it. */
export function backoffMs(attempt: number, platform: Platform): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 16));
  return Math.round(full / 2 + (full / 2) * fraction(platform.randomBytes(4)));
}

function fraction(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0) / 256 ** bytes.length;
}
