/** Slack's `ts`: seconds and microseconds as text, the time of a message and its name within the channel. */

/**
 * Whole microseconds since 1970, below 2^53 until the year 2255. Undefined unless `ts` is seconds with at most six
 * decimals. Some tools write a number where Slack writes text.
 */
export function microsecondsFromTs(ts: unknown): number | undefined {
  const text = typeof ts === "number" && ts >= 0 && ts < 1e11 ? ts.toFixed(6) : ts;
  if (typeof text !== "string") return undefined;
  const match = /^(\d{1,10})(?:\.(\d{1,6}))?$/.exec(text);
  if (match === null || Number(match[1]) >= MAX_SECONDS) return undefined;
  return Number(match[1]) * 1_000_000 + Number((match[2] ?? "").padEnd(6, "0"));
}

const MAX_SECONDS = 9_000_000_000;

export function tsFromMicroseconds(microseconds: number): string {
  const seconds = Math.floor(microseconds / 1_000_000);
  return `${seconds}.${String(microseconds % 1_000_000).padStart(6, "0")}`;
}

export function msFromMicroseconds(microseconds: number): number {
  return Math.floor(microseconds / 1000);
}
