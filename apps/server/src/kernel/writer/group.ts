/** What a group of plans has gathered so far, and how a plan that fails is cut off it again. */
import type { RoomId } from "@warbler/protocol";
import type { Retirement, RoleChange } from "../keys/role-register.ts";
import type { Refusal } from "../result.ts";

/** Where a room's chain has come to. */
export interface Head {
  readonly seq: number;
  readonly commitment: Uint8Array;
}

export interface Group {
  nextLeaf: number;
  batchLeaf: number | undefined;
  readonly batch: Uint8Array[];
  readonly singles: { readonly leaf: number; readonly kind: number; readonly commitments: readonly Uint8Array[] }[];
  readonly heads: Map<RoomId, Head>;
  /** Policy scopes whose version rises. */
  readonly touched: Set<string>;
  /** Role rows written, by scope and account. */
  readonly roles: Map<string, RoleChange>;
  /** What ends for good, by name. */
  readonly retired: Map<string, Retirement>;
  /** Rounds that go on, by name, with the number that each has then. */
  readonly rounds: Map<string, number>;
  readonly atMs: number;
}

export const newGroup = (nextLeaf: number, atMs: number): Group => ({
  nextLeaf,
  batchLeaf: undefined,
  batch: [],
  singles: [],
  heads: new Map(),
  touched: new Set(),
  roles: new Map(),
  retired: new Map(),
  rounds: new Map(),
  atMs,
});

/** The leaf that all batched facts of a group share; taken by the first of them. */
export function batchLeafOf(group: Group): number {
  group.batchLeaf ??= group.nextLeaf++;
  return group.batchLeaf;
}

/** Remembers the group as it is; what this gives puts it back. */
export function savepointOf(group: Group): () => void {
  const { nextLeaf, batchLeaf } = group;
  const [batch, singles] = [group.batch.length, group.singles.length];
  const [heads, touched, roles] = [new Map(group.heads), new Set(group.touched), new Map(group.roles)];
  const [retired, rounds] = [new Map(group.retired), new Map(group.rounds)];
  return () => {
    group.nextLeaf = nextLeaf;
    group.batchLeaf = batchLeaf;
    group.batch.length = batch;
    group.singles.length = singles;
    restore(group.heads, heads);
    group.touched.clear();
    for (const scope of touched) group.touched.add(scope);
    restore(group.roles, roles);
    restore(group.retired, retired);
    restore(group.rounds, rounds);
  };
}

function restore<K, V>(map: Map<K, V>, to: ReadonlyMap<K, V>): void {
  map.clear();
  for (const [key, value] of to) map.set(key, value);
}

/** Ends a plan; the others of its group go on. */
export class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}
export const refuseWith = (code: Refusal["code"], detail?: string): never => {
  throw new Refused({ code, ...(detail !== undefined && { detail }) });
};
