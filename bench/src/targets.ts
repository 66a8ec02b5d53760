// Every speed and memory promise the project has made, in one table. The bench reports each as reached or missed.

import { OPERATIONS as MLS_OPERATIONS } from "./mls/subject.ts";

export interface Target {
  readonly scenario: string;
  /** A label among the scenario's figures. */
  readonly figure: string;
  readonly must: "be at least" | "be at most";
  readonly limit: number;
  /** "× reference": the median of the rounds' ratios to the reference. "absolute": the median of the rounds. */
  readonly unit: "× reference" | "absolute";
}

const atLeast = (scenario: string, figure: string, limit: number): Target => ({
  scenario,
  figure,
  limit,
  must: "be at least",
  unit: "× reference",
});
const atMost = (scenario: string, figure: string, limit: number): Target => ({
  ...atLeast(scenario, figure, limit),
  must: "be at most",
});
const absolute = (target: Target): Target => ({ ...target, unit: "absolute" });

export const targets: readonly Target[] = [
  atLeast("one-to-one", "messages/s", 0.7),
  atMost("one-to-one", "CPU µs/message", 1.6),
  atLeast("fan-out-100", "deliveries/s", 0.8),
  atMost("fan-out-100", "CPU µs/delivery", 1.3),
  atLeast("fan-out-1000", "deliveries/s", 0.8),
  atMost("fan-out-1000", "CPU µs/delivery", 1.3),
  atMost("steady-200", "delivery p99 ms", 1.5),
  atMost("steady-1000", "delivery p99 ms", 1.5),
  absolute(atMost("idle-sockets", "KB/socket", 60)),
  atMost("reconnect", "all online ms", 1.5),
  absolute(atLeast("history", "records/s", 20_000)),
  absolute(atMost("import", "import s", 30)),
  absolute(atMost("mls", "1000: encrypt 1 KiB, CPU ms", 0.5)),
  absolute(atMost("mls", "1000: decrypt 1 KiB, CPU ms", 0.5)),
  absolute(atMost("mls", "1000: process a commit, CPU ms", 30)),
  absolute(atMost("mls", "1000: self-update, warm, CPU ms", 60)),
  absolute(atMost("mls", "1000: join by Welcome, CPU ms", 350)),
  absolute(atMost("mls", "1000: external join, CPU ms", 1000)),
  absolute(atMost("mls", "1000: save after a message, CPU ms", 2)),
  absolute(atMost("permission-check", "p99 µs", 20)),
  absolute(atMost("review-snapshot", "snapshot s", 2)),
  atLeast("room-levels-200", "messages/s", 0.8),
  absolute(atMost("web", "scripts of the chat route KiB", 180)),
  absolute(atMost("web", "LCP ms", 1000)),
  absolute(atMost("web", "room switch p95 ms", 100)),
  absolute(atMost("web", "send to visible p95 ms", 50)),
  absolute(atMost("web", "search, 1 character, p95 ms", 50)),
  absolute(atMost("web", "search, 2 characters, p95 ms", 50)),
  absolute(atMost("web", "search, 4 characters, p95 ms", 50)),
  absolute(atMost("web", "blank frames", 0)),
  absolute(atMost("web", "scroll frame p95 ms", 35)),
  absolute(atLeast("web", "Lighthouse performance", 95)),
  absolute(atLeast("web", "Lighthouse accessibility", 100)),
  absolute(atLeast("web", "Lighthouse best-practices", 100)),
  ...MLS_OPERATIONS.map((operation) => atMost("mls", `256: ${operation}, CPU ms`, 1)),
];

export interface Verdict {
  readonly target: Target;
  readonly measured: number;
  readonly reached: boolean;
}

/** `undefined` where the figure was not measured: an unmeasured target is neither reached nor missed. */
export function judge(target: Target, measured: number | undefined): Verdict | undefined {
  if (measured === undefined) return undefined;
  const reached = target.must === "be at least" ? measured >= target.limit : measured <= target.limit;
  return { target, measured, reached };
}
