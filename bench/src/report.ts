// Turns results into the table that `npm run bench` prints: a line per figure, a column per server, then ratio and verdict.
import type { ScenarioResult, ServerResult } from "./runner.ts";
import type { Figures } from "./scenario.ts";
import type { Verdict } from "./targets.ts";

const LABEL_WIDTH = 38;
const COLUMN_WIDTH = 13;
const SATURATED_PERCENT = 90;

export function formatNumber(value: number): string {
  const digits = Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 10 ? 1 : 3;
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

export function formatVerdict({ target, measured, reached }: Verdict): string {
  const bound = target.must === "be at least" ? "≥" : "≤";
  const unit = target.unit === "absolute" ? "" : " ×";
  return `${reached ? "reached" : "MISSED"}: ${formatNumber(measured)}${unit}, target ${bound} ${target.limit}${unit}`;
}

export function formatScenario({ scenario, elapsedMs, servers }: ScenarioResult): string {
  const measured = servers.filter((server) => server.skipped === undefined);
  const labels = [...new Set(measured.flatMap((server) => Object.keys(server.medians)))];
  const heading = [
    scenario.padEnd(LABEL_WIDTH),
    ...measured.map((server) => server.server.padStart(COLUMN_WIDTH)),
    `   (${(elapsedMs / 1000).toFixed(1)} s)`,
  ];
  const skips = servers.flatMap(({ server, skipped }) => (skipped === undefined ? [] : [`  ${server}: ${skipped}`]));
  return [
    heading.join(""),
    ...labels.map((label) => formatFigure(label, measured)),
    ...saturation(measured),
    ...skips,
  ].join("\n");
}

function saturation(servers: readonly ServerResult[]): readonly string[] {
  return servers
    .filter(({ medians }) => (medians["client core %"] ?? 0) >= SATURATED_PERCENT)
    .map(({ server }) => `  ${server}: the client used up its core, so this speed is a lower bound`);
}

function formatFigure(label: string, servers: readonly ServerResult[]): string {
  const values = servers.map(({ medians }) => {
    const value = medians[label];
    return (value === undefined ? "–" : formatNumber(value)).padStart(COLUMN_WIDTH);
  });
  const ratios = servers.flatMap(({ ratios }) =>
    ratios[label] === undefined ? [] : [`${formatNumber(ratios[label])} ×`],
  );
  const verdicts = servers.flatMap((server) => server.verdicts.filter((verdict) => verdict.target.figure === label));
  // The reference is held to the absolute targets too: what it misses, the machine may not allow.
  return [`  ${label}`.padEnd(LABEL_WIDTH), ...values, "   ", [...ratios, ...verdicts.map(formatVerdict)].join("   ")]
    .join("")
    .trimEnd();
}

export function formatSteps(figures: Figures): string {
  const lines = Object.entries(figures).map(
    ([label, value]) => `  ${label}`.padEnd(LABEL_WIDTH) + formatNumber(value).padStart(COLUMN_WIDTH),
  );
  return ["single steps on this machine", ...lines].join("\n");
}
