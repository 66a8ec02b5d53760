/** How an emergency ends: the role goes, and the record of it says when, and by whom where it was not the clock. */
import type { AccountId } from "@warbler/protocol";
import { remove, type Step, update } from "../../kernel/plan.ts";
import { type Held, isTakenInEmergency } from "../../kernel/policy/rule.ts";
import { heldRoles } from "../../kernel/records.ts";
import { emergencies } from "./tables.ts";

export interface Ending {
  readonly atMs: number;
  readonly by?: AccountId;
}

/** Nothing for a role that somebody gave. */
export const endingRecord = (
  account: AccountId,
  { emergency = null }: Pick<Held, "emergency">,
  { atMs, by }: Ending,
): readonly Step[] =>
  emergency === null
    ? []
    : [
        update(
          emergencies,
          { account, id: emergency, ended_ms: null },
          { ended_ms: atMs, ...(by !== undefined && { ended_by: by }) },
          "ignore",
        ),
      ];

/** Whoever stops being somebody here, for a time or for good, has no emergency any more. */
export const endingEmergencies = (account: AccountId, held: readonly Held[], ending: Ending): readonly Step[] =>
  held
    .filter(isTakenInEmergency)
    .flatMap((one) => [
      remove(heldRoles, { account, role: one.role }, "ignore"),
      ...endingRecord(account, one, ending),
    ]);
