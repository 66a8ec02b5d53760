// `npm run bench [-- SCENARIO …]`: measures every server beside the reference, prints a table, writes bench/results.json.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { selectScenarios } from "./catalogue.ts";
import type { Driver } from "./driver.ts";
import { referenceDriver } from "./drivers/reference.ts";
import { warblerDriver } from "./drivers/warbler.ts";
import { describeMachine, pinClient } from "./machine.ts";
import { measureSteps } from "./micro.ts";
import { formatScenario, formatSteps } from "./report.ts";
import { runScenario, type ScenarioResult } from "./runner.ts";

/** The first is the reference for those after it. */
const drivers: readonly Driver[] = [referenceDriver, warblerDriver];
const resultsFile = new URL("../results.json", import.meta.url);

async function main(names: readonly string[]): Promise<void> {
  const selected = selectScenarios(names);
  const startedAt = new Date().toISOString();
  const cores = pinClient();
  const dataFolder = await mkdtemp(join(tmpdir(), "warbler-bench-steps-"));
  const machine = describeMachine(cores, dataFolder);
  console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`);
  for (const note of machine.notes) console.log(`note: ${note}`);

  const steps = measureSteps(dataFolder);
  await rm(dataFolder, { recursive: true });
  console.log(`\n${formatSteps(steps)}`);

  const results: ScenarioResult[] = [];
  for (const scenario of selected) {
    const result =
      "run" in scenario ? await scenario.run(cores.server) : await runScenario(scenario, drivers, cores.server);
    console.log(`\n${formatScenario(result)}`);
    results.push(result);
  }
  await writeFile(resultsFile, `${JSON.stringify({ startedAt, machine, steps, results }, null, 2)}\n`);

  const verdicts = results.flatMap(({ servers }) => servers.slice(1).flatMap((server) => server.verdicts));
  const reached = verdicts.filter((verdict) => verdict.reached).length;
  console.log(`\n${reached} of ${verdicts.length} measured targets reached; written to bench/results.json`);
}

await main(process.argv.slice(2));
