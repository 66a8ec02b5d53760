/** Accounts that others look after: of programs, which nobody signs in to, and names that a directory keeps. */
import type { AccountId, MACHINE_ROLES } from "@warbler/protocol";
import { insert, type Step, update } from "../../kernel/plan.ts";
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

/** A step that gives an account another name, where somebody else keeps it. */
export const renameStep = (account: AccountId, name: string): Step => update(accounts, { id: account }, { name });
