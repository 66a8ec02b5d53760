/** What travels between the server's main thread and the writer's. */
import type { StoreLocation } from "../store/port.ts";
import type { Table } from "../tables.ts";
import type { PackedOutcomes, PackedPlans } from "./packed.ts";
import type { GroupResult, Started } from "./writer.ts";

export interface WriterSettings {
  readonly store: StoreLocation;
  readonly keyringPath: string;
  readonly rolesPath: string;
  /** The root key's 32 bytes; the receiving thread wipes its copy. */
  readonly rootKey: Uint8Array;
  readonly tables: readonly Table[];
}

/** Keys to destroy, as keyring entry names, and single leaves of month trees. */
export interface Destruction {
  readonly names: readonly string[];
  readonly punctures: readonly { readonly tree: string; readonly seqs: readonly number[] }[];
}

export type ToWriter =
  | { readonly do: "apply"; readonly packed: readonly PackedPlans[] }
  | { readonly do: "destroy"; readonly id: number; readonly destruction: Destruction }
  | { readonly do: "stop" };

export type FromWriter =
  | ({ readonly is: "started" } & Started)
  /** Outcomes in the order in which the plans were posted. */
  | { readonly is: "applied"; readonly outcomes: PackedOutcomes; readonly group: Omit<GroupResult, "outcomes"> }
  | { readonly is: "destroyed"; readonly id: number }
  | { readonly is: "stopped" }
  | { readonly is: "broken"; readonly sentence: string };
