/**
 * Plans and outcomes as they cross between the threads. Structured cloning costs by the object and by the piece of memory,
 * so what every message needs, a plan that only appends one record and the receipt for it, goes in flat lists with one piece
 * of memory for all bytes. Every other plan and outcome goes as it is.
 */
import type { AccountId, FactKind } from "@warbler/protocol";
import {
  type AppendedRecord,
  isLoneAppend,
  type Outcome,
  type RecordToAppend,
  type Step,
  type WirePlan,
} from "../plan.ts";
import type { Scope } from "../records.ts";

/** What a record has beside its content. A field that is added to a record and not here breaks the build. */
const TRAVELS = {
  room: true,
  message: true,
  author: true,
  device: true,
  kind: true,
  atMs: true,
  imported: true,
  revises: true,
  addresses: true,
  endToEnd: true,
} as const satisfies Record<Exclude<keyof RecordToAppend, "content">, true>;
const FIELDS = Object.keys(TRAVELS) as readonly (keyof typeof TRAVELS)[];

/** Records in order: the fields of each and the end of its content one after the other, and all contents end to end. */
interface PackedRecords {
  readonly cells: readonly (string | number | boolean | null | undefined)[];
  readonly contents: Uint8Array;
}

type PackedStep = Exclude<Step, { do: "append-all" }> | { readonly do: "append-all"; readonly packed: PackedRecords };
type PackedPlan = Omit<WirePlan, "steps"> & { readonly steps: readonly PackedStep[] };

/** Plans in order: a run of bare appends, or of others. */
export type PackedPlans =
  | {
      readonly appends: PackedRecords;
      /** Fact kind, scope and version, who acts and the version of what they are, of each plan. */
      readonly decided: readonly (string | number | null)[];
    }
  | { readonly plans: readonly PackedPlan[] };
const DECIDED_CELLS = 5;

export interface PackedOutcomes {
  /** What a receipt of a lone append has in numbers, one receipt after the other. */
  readonly numbers: Float64Array;
  /** Salt and commitment of each. */
  readonly hashes: Uint8Array;
  /** The other outcomes, by their place among all. */
  readonly others: ReadonlyMap<number, Outcome>;
}
const RECEIPT_NUMBERS = 6;
const HASH_BYTES = 32;

export function packPlans(plans: readonly WirePlan[]): readonly PackedPlans[] {
  const packed: PackedPlans[] = [];
  for (let from = 0, to = 0; from < plans.length; from = to) {
    const areBare = isBareAppend(plans[from]);
    for (to = from + 1; to < plans.length && isBareAppend(plans[to]) === areBare; ) to++;
    const run = plans.slice(from, to);
    packed.push(areBare ? packBareAppends(run) : { plans: run.map(packSteps) });
  }
  return packed;
}

export function unpackPlans(packed: PackedPlans): readonly WirePlan[] {
  if ("plans" in packed) return packed.plans.map(unpackSteps);
  return unpackRecords(packed.appends).map((record, index) => {
    const at = index * DECIDED_CELLS;
    return {
      steps: [{ do: "append", record }],
      fact: { kind: packed.decided[at] as FactKind, about: [] },
      scope: packed.decided[at + 1] as Scope | null,
      version: packed.decided[at + 2] as number,
      by: packed.decided[at + 3] as AccountId | null,
      standing: packed.decided[at + 4] as number,
    };
  });
}

/** A lone append that asks nothing beside its record: whatever else a step may come to have goes as it is. */
function isBareAppend(plan: WirePlan | undefined): boolean {
  const [step] = plan?.steps ?? [];
  return isLoneAppend(plan) && step !== undefined && Object.keys(step).join() === "do,record";
}

function packBareAppends(plans: readonly WirePlan[]): PackedPlans {
  return {
    appends: packRecords(plans.flatMap(({ steps: [step] }) => (step?.do === "append" ? [step.record] : []))),
    decided: plans.flatMap(({ fact, scope, version, by, standing }) => [fact.kind, scope, version, by, standing]),
  };
}

const packSteps = ({ steps, ...plan }: WirePlan): PackedPlan => ({
  ...plan,
  steps: steps.map((step) =>
    step.do === "append-all" ? { do: "append-all", packed: packRecords(step.records) } : step,
  ),
});
const unpackSteps = ({ steps, ...plan }: PackedPlan): WirePlan => ({
  ...plan,
  steps: steps.map((step) =>
    step.do === "append-all" ? { do: "append-all", records: unpackRecords(step.packed) } : step,
  ),
});

function packRecords(records: readonly RecordToAppend[]): PackedRecords {
  const contents = new Uint8Array(records.reduce((size, { content }) => size + content.length, 0));
  const cells: PackedRecords["cells"][number][] = [];
  let end = 0;
  for (const record of records) {
    for (const field of FIELDS) cells.push(record[field]);
    contents.set(record.content, end);
    end += record.content.length;
    cells.push(end);
  }
  return { cells, contents };
}

function unpackRecords({ cells, contents }: PackedRecords): readonly RecordToAppend[] {
  const records: RecordToAppend[] = [];
  let start = 0;
  for (let at = 0; at < cells.length; at++) {
    const record: Record<string, unknown> = {};
    for (const field of FIELDS) {
      const value = cells[at++];
      if (value !== undefined) record[field] = value;
    }
    const end = cells[at] as number;
    record["content"] = contents.subarray(start, end);
    records.push(record as unknown as RecordToAppend);
    start = end;
  }
  return records;
}

export function packOutcomes(outcomes: readonly Outcome[]): PackedOutcomes {
  const numbers: number[] = [];
  const hashes = new Uint8Array(outcomes.length * 2 * HASH_BYTES);
  const others = new Map<number, Outcome>();
  let hashesEnd = 0;
  for (const [at, outcome] of outcomes.entries()) {
    const record = loneReceiptOf(outcome);
    if (!outcome.ok || record === undefined) {
      others.set(at, outcome);
      continue;
    }
    const { seq, leaf, position, atMs, repeated } = record;
    numbers.push(seq, leaf, position, atMs, repeated ? 1 : 0, outcome.receipt.atMs);
    hashes.set(record.salt, hashesEnd);
    hashes.set(record.commitment, hashesEnd + HASH_BYTES);
    hashesEnd += 2 * HASH_BYTES;
  }
  return { numbers: Float64Array.from(numbers), hashes, others };
}

export function unpackOutcomes({ numbers, hashes, others }: PackedOutcomes): readonly Outcome[] {
  const lone = numbers.length / RECEIPT_NUMBERS;
  const outcomes: Outcome[] = [];
  for (let receipt = 0; outcomes.length < lone + others.size; ) {
    outcomes.push(others.get(outcomes.length) ?? unpackReceipt(numbers, hashes, receipt++));
  }
  return outcomes;
}

function unpackReceipt(numbers: Float64Array, hashes: Uint8Array, receipt: number): Outcome {
  const numberAt = (at: number) => numbers[receipt * RECEIPT_NUMBERS + at] ?? 0;
  const leaf = numberAt(1);
  const position = numberAt(2);
  const hashesAt = receipt * 2 * HASH_BYTES;
  const salt = hashes.subarray(hashesAt, hashesAt + HASH_BYTES);
  const commitment = hashes.subarray(hashesAt + HASH_BYTES, hashesAt + 2 * HASH_BYTES);
  const record = {
    seq: numberAt(0),
    leaf,
    position,
    atMs: numberAt(3),
    salt,
    commitment,
    repeated: numberAt(4) === 1,
  };
  return { ok: true, receipt: { leaf, position, atMs: numberAt(5), records: [record], added: 0, found: 0 } };
}

/** The one record of a receipt that says nothing beside it. */
function loneReceiptOf(outcome: Outcome): AppendedRecord | undefined {
  if (!outcome.ok) return undefined;
  const { leaf, position, records, added, found } = outcome.receipt;
  const [record] = records;
  const saysMore =
    records.length !== 1 || added > 0 || found > 0 || record?.leaf !== leaf || record.position !== position;
  return saysMore ? undefined : record;
}
