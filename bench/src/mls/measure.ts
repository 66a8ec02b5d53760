// Puts the same operations to every MLS implementation in turn, in one process or page, size by size.
import type { Figures } from "../scenario.ts";
import { type MlsSubject, OPERATIONS, type PreparedGroup } from "./subject.ts";

export interface MlsScale {
  readonly sizes: readonly number[];
  /** Larger groups are put to the others alone: at 1,000 members the reference needs minutes to be made ready. */
  readonly referenceUpTo: number;
  readonly rounds: number;
}

/** Milliseconds that were spent: of the processor where it can be read, of the clock elsewhere. */
export interface Meter {
  readonly unit: string;
  spentMs(): number;
}

/** The figures of each round, by subject. The first subject is the reference for the others. */
export async function measureMls(
  subjects: readonly MlsSubject[],
  { sizes, referenceUpTo, rounds }: MlsScale,
  meter: Meter,
): Promise<readonly (readonly Figures[])[]> {
  const results: Figures[][] = subjects.map(() => Array.from({ length: rounds }, () => ({})));
  for (const members of sizes) {
    const groups: (readonly [index: number, group: PreparedGroup])[] = [];
    for (const [index, subject] of subjects.entries()) {
      if (index > 0 || members <= referenceUpTo) groups.push([index, await subject.prepare(members)]);
    }
    for (let round = 0; round < rounds; round++) {
      for (const [index, group] of groups) {
        const figures = results[index] ?? [];
        figures[round] = { ...figures[round], ...(await measureGroup(group, members, meter)) };
      }
    }
  }
  return results;
}

async function measureGroup({ operations, sizes }: PreparedGroup, members: number, meter: Meter): Promise<Figures> {
  const figures: Record<string, number> = {};
  for (const name of OPERATIONS) {
    const { repeats, run } = operations[name];
    const before = meter.spentMs();
    for (let repeat = 0; repeat < repeats; repeat++) await run();
    figures[`${members}: ${name}, ${meter.unit}`] = (meter.spentMs() - before) / repeats;
  }
  figures[`${members}: state KB`] = sizes.state / 1000;
  figures[`${members}: KB after a message`] = sizes.afterMessage / 1000;
  return figures;
}
