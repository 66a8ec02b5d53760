// Puts the same operations to every MLS implementation in turn, in one process, size by size: CPU time, so that whatever
// else the machine does in that minute matters less.
import type { ScenarioResult } from "../runner.ts";
import { summarise } from "../runner.ts";
import type { Figures } from "../scenario.ts";
import { type MlsSubject, OPERATIONS, type PreparedGroup } from "./subject.ts";

/** A question put to libraries in this process instead of to servers. */
export interface LibraryScenario {
  readonly name: string;
  run(): Promise<ScenarioResult>;
}

export interface MlsScale {
  readonly sizes: readonly number[];
  /** Larger groups are put to the others alone: at 1,000 members the reference needs minutes to be made ready. */
  readonly referenceUpTo: number;
  readonly rounds: number;
}

/** The first subject is the reference for the others. */
export async function runMls(
  name: string,
  subjects: readonly MlsSubject[],
  { sizes, referenceUpTo, rounds }: MlsScale,
): Promise<ScenarioResult> {
  const startedAt = performance.now();
  const results: Figures[][] = subjects.map(() => Array.from({ length: rounds }, () => ({})));
  for (const members of sizes) {
    const groups: (readonly [index: number, group: PreparedGroup])[] = [];
    for (const [index, subject] of subjects.entries()) {
      if (index > 0 || members <= referenceUpTo) groups.push([index, await subject.prepare(members)]);
    }
    for (let round = 0; round < rounds; round++) {
      for (const [index, group] of groups) {
        const figures = results[index] ?? [];
        figures[round] = { ...figures[round], ...(await measure(group, members)) };
      }
    }
  }
  const reference = results[0] ?? [];
  const servers = subjects.map((subject, index) =>
    summarise(name, subject.name, results[index] ?? [], index === 0 ? [] : reference),
  );
  return { scenario: name, elapsedMs: performance.now() - startedAt, servers };
}

async function measure({ operations, sizes }: PreparedGroup, members: number): Promise<Figures> {
  const figures: Record<string, number> = {};
  for (const name of OPERATIONS) {
    const { repeats, run } = operations[name];
    const before = process.cpuUsage();
    for (let repeat = 0; repeat < repeats; repeat++) await run();
    const { user, system } = process.cpuUsage(before);
    figures[`${members}: ${name}, CPU ms`] = (user + system) / 1000 / repeats;
  }
  figures[`${members}: state KB`] = sizes.state / 1000;
  figures[`${members}: KB after a message`] = sizes.afterMessage / 1000;
  return figures;
}
