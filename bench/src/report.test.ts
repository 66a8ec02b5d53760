import { expect, test } from "vitest";
import { formatScenario } from "./report.ts";
import type { ServerResult } from "./runner.ts";

const target = { scenario: "s", figure: "messages/s", must: "be at least", limit: 0.7, unit: "× reference" } as const;
const reference: ServerResult = {
  server: "reference",
  rounds: [],
  medians: { "messages/s": 5000, "client core %": 95 },
  ratios: {},
  verdicts: [],
};
const other: ServerResult = {
  ...reference,
  server: "other",
  medians: { "messages/s": 3000, "client core %": 60 },
  ratios: { "messages/s": 0.6 },
  verdicts: [{ target, measured: 0.6, reached: false }],
};

test("a missed target says so beside its figure, with the measured ratio and the limit", () => {
  const table = formatScenario({ scenario: "s", elapsedMs: 1000, servers: [reference, other] });
  expect(table).toMatch(/messages\/s +5,000 +3,000 +0\.600 × +MISSED: 0\.600 ×, target ≥ 0\.7 ×/);
});

test("a client that used up its core is named, and no other", () => {
  const table = formatScenario({ scenario: "s", elapsedMs: 1000, servers: [reference, other] });
  expect(table).toContain("reference: the client used up its core");
  expect(table).not.toContain("other: the client used up its core");
});

test("a skipped server shows its reason and no column", () => {
  const skipped: ServerResult = { ...other, medians: {}, ratios: {}, verdicts: [], skipped: "no importer" };
  const table = formatScenario({ scenario: "s", elapsedMs: 1000, servers: [reference, skipped] });
  expect(table).toContain("other: no importer");
  expect(table.split("\n")[0]).not.toContain("other");
});
