/** The order messages are handed out in, the windows they are read by, and which of several equal ones is which. */
import type { MattermostIndex } from "./mattermost-index.ts";

/** Message numbers, channel by channel, each by `timesMs`; equal times keep the file's order. */
export function orderBy(timesMs: readonly number[], channelNumbers: readonly number[]): Uint32Array {
  const order = Uint32Array.from(timesMs, (_, number) => number);
  return order.sort(
    (a, b) => (channelNumbers[a] ?? 0) - (channelNumbers[b] ?? 0) || (timesMs[a] ?? 0) - (timesMs[b] ?? 0) || a - b,
  );
}

/** Cuts the order into runs of about `windowBytes` of text, so that each run can be held while the file is read past. */
export function windowsOf(
  order: Uint32Array,
  sizeBytes: readonly number[],
  windowBytes: number,
): readonly Uint32Array[] {
  const windows: Uint32Array[] = [];
  let start = 0;
  let bytes = 0;
  order.forEach((message, at) => {
    const size = sizeBytes[message] ?? 0;
    if (bytes + size > windowBytes && at > start) {
      windows.push(order.subarray(start, at));
      start = at;
      bytes = 0;
    }
    bytes += size;
  });
  if (start < order.length) windows.push(order.subarray(start));
  return windows;
}

/**
 * For messages of one author in one channel in the same millisecond, from the second on: which one it is, counted from
 * 1 in the file's order. Most files have none, so that the map stays small.
 */
export function occurrencesOf({
  channelNumbers,
  sentAtMs,
  authorNumbers,
}: MattermostIndex): ReadonlyMap<number, number> {
  const occurrences = new Map<number, number>();
  let seen = new Map<number, number>();
  let previous: number | undefined;
  for (const message of orderBy(sentAtMs, channelNumbers)) {
    const isSamePlace =
      previous !== undefined &&
      channelNumbers[previous] === channelNumbers[message] &&
      sentAtMs[previous] === sentAtMs[message];
    if (!isSamePlace && seen.size > 0) seen = new Map();
    const author = authorNumbers[message] ?? 0;
    const occurrence = (seen.get(author) ?? 0) + 1;
    seen.set(author, occurrence);
    if (occurrence > 1) occurrences.set(message, occurrence);
    previous = message;
  }
  return occurrences;
}
