// Puts one scenario to every server in turn. Rounds alternate, and each round begins with the other server, so that
// whatever else the machine does in that minute falls on all of them alike.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Driver, RunningServer } from "./driver.ts";
import type { Figures, Measurement, Scenario, Skipped } from "./scenario.ts";
import { median, pairedRatio } from "./statistics.ts";
import { judge, targets, type Verdict } from "./targets.ts";

export interface ServerResult {
  readonly server: string;
  readonly rounds: readonly Figures[];
  readonly medians: Figures;
  /** Median of each round's ratio to the first server's same round; empty for the first server itself. */
  readonly ratios: Figures;
  readonly verdicts: readonly Verdict[];
  readonly skipped?: string;
}

export interface ScenarioResult {
  readonly scenario: string;
  readonly elapsedMs: number;
  readonly servers: readonly ServerResult[];
}

type Rounds = readonly Figures[] | Skipped;

/** The first driver is the reference that the others are held against. */
export async function runScenario(
  scenario: Scenario,
  drivers: readonly Driver[],
  core: number | undefined,
): Promise<ScenarioResult> {
  const startedAt = performance.now();
  const run = scenario.servers === "shared" ? runShared : runFresh;
  const roundsByServer = await run(scenario, drivers, core);
  const reference = roundsByServer[0] ?? [];
  const servers = drivers.map(({ name }, index) =>
    summarise(scenario.name, name, roundsByServer[index] ?? [], index === 0 ? [] : reference),
  );
  return { scenario: scenario.name, elapsedMs: performance.now() - startedAt, servers };
}

async function runShared(scenario: Scenario, drivers: readonly Driver[], core: number | undefined) {
  await using stack = new AsyncDisposableStack();
  const prepared: (Measurement | Skipped)[] = [];
  for (const driver of drivers) prepared.push(await scenario.prepare(stack.use(await startIn(driver, core))));
  for (const each of prepared) if ("measure" in each) await each.measure();
  // Awaited here, so that the servers outlive their rounds.
  return await alternate(scenario.rounds, prepared, (each) => ("measure" in each ? each.measure() : each));
}

async function runFresh(scenario: Scenario, drivers: readonly Driver[], core: number | undefined) {
  return alternate(scenario.rounds, drivers, async (driver) => {
    await using server = await startIn(driver, core);
    const prepared = await scenario.prepare(server);
    return "measure" in prepared ? await prepared.measure() : prepared;
  });
}

async function alternate<T>(
  rounds: number,
  subjects: readonly T[],
  measure: (subject: T) => Promise<Figures | Skipped> | Skipped,
): Promise<readonly Rounds[]> {
  const results: Rounds[] = subjects.map(() => []);
  const inOrder = [...subjects.entries()];
  for (let round = 0; round < rounds; round++) {
    for (const [index, subject] of round % 2 === 0 ? inOrder : inOrder.toReversed()) {
      const before = results[index] ?? [];
      if ("skipped" in before) continue;
      const outcome = await measure(subject);
      results[index] = isSkipped(outcome) ? outcome : [...before, outcome];
    }
  }
  return results;
}

function isSkipped(outcome: Figures | Skipped): outcome is Skipped {
  return typeof outcome["skipped"] === "string";
}

async function startIn(driver: Driver, core: number | undefined): Promise<RunningServer> {
  const dataFolder = await mkdtemp(join(tmpdir(), `warbler-bench-${driver.name}-`));
  const server = await driver.start({ dataFolder, core });
  return {
    ...server,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

export function summarise(scenario: string, server: string, rounds: Rounds, reference: Rounds): ServerResult {
  if ("skipped" in rounds)
    return { server, rounds: [], medians: {}, ratios: {}, verdicts: [], skipped: rounds.skipped };
  const labels = Object.keys(rounds[0] ?? {});
  const samples = (of: Rounds, label: string) => ("skipped" in of ? [] : of.flatMap((round) => round[label] ?? []));
  const medians = Object.fromEntries(labels.map((label) => [label, median(samples(rounds, label))]));
  const ratios = Object.fromEntries(
    labels
      .filter((label) => samples(reference, label).some((value) => value !== 0))
      .map((label) => [label, pairedRatio(samples(rounds, label), samples(reference, label))]),
  );
  const verdicts = targets
    .filter((target) => target.scenario === scenario)
    .flatMap((target) => judge(target, (target.unit === "absolute" ? medians : ratios)[target.figure]) ?? []);
  return { server, rounds, medians, ratios, verdicts };
}
