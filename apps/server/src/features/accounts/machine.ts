/** Accounts of programs: nobody signs in to them. */
import type { AccountId, MACHINE_ROLES } from "@warbler/protocol";
import { insert, type Step } from "../../kernel/plan.ts";
import { roleAssignments } from "../../kernel/records.ts";
import { accounts } from "./tables.ts";

interface Machine {
  readonly id: AccountId;
  readonly handleKey: Uint8Array;
  readonly handle: string;
  readonly name: string;
  readonly role: (typeof MACHINE_ROLES)[number];
  readonly nowMs: number;
}

/** Steps that add an account without password, device or factor, so that no way of signing in ends at it. */
export const machineSteps = ({ id, handleKey, handle, name, role, nowMs }: Machine): readonly Step[] => [
  insert(
    accounts,
    { id, handle_key: handleKey, handle, name, password: null, imported: 0, created_ms: nowMs },
    "handle-taken",
  ),
  insert(roleAssignments, { scope: "org", account: id, role, since_ms: nowMs }),
];
