/**
 * The organisation's rule for taking messages back or changing them, as last told: kept, so that an honest client judges both without a network
 * as with one. What was never told counts as no rule; the server enforces its own beside this.
 */
import { timeOfMessageId } from "@warbler/protocol";
import type { ApiClient } from "../session/api-client.ts";
import type { Store } from "../store/store.ts";
import { KEPT_RULE, type RecallRule, type Timed } from "./recall-rule.ts";

/** A message may have waited in an outbox for so long; a time in an identifier that is further off is none. */
const LONGEST_WAIT_MS = 24 * 3_600_000;

export interface ChatRulesDeps {
  readonly api: ApiClient;
  readonly store: Store;
}

/** Asks the server, and keeps what it says. */
export async function toldRule({ api, store }: ChatRulesDeps): Promise<RecallRule> {
  const { recall } = await api.call("chatRules", undefined);
  const windows = Float64Array.from(recall.flatMap(({ sinceMs, withinMs = Infinity }) => [sinceMs, withinMs]));
  const kept = new Uint8Array(windows.buffer);
  await store.write([{ key: KEPT_RULE, value: kept }]);
  return ruleOf(kept);
}

/** `kept`: numbers of 64 bits, oldest first, two each: since when, and for how long; without an end it is infinite. */
export function ruleOf(kept: Uint8Array): RecallRule {
  const windows = new Float64Array(kept.slice().buffer);
  /** As it was at that time. */
  const withinMsAt = (atMs: number): number => {
    const at = windows.findLastIndex((sinceMs, place) => place % 2 === 0 && sinceMs <= atMs);
    return at < 0 ? Infinity : (windows[at + 1] ?? Infinity);
  };
  return {
    untilMs: (record) => {
      const untilMs = Math.min(record.atMs, writtenMs(record)) + withinMsAt(Infinity);
      return untilMs === Infinity ? undefined : untilMs;
    },
    // Both clocks: the author's, which is signed where the room is end to end, and the server's.
    isInTime: (record, change) =>
      Math.max(change.atMs - record.atMs, writtenMs(change) - writtenMs(record)) < withinMsAt(change.atMs),
  };
}

/** When its author's client says that it was written. */
function writtenMs({ message, atMs }: Timed): number {
  const saidMs = timeOfMessageId(message);
  return Math.abs(saidMs - atMs) <= LONGEST_WAIT_MS ? saidMs : atMs;
}
