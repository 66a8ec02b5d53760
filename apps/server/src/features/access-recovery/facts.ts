/** What recoveries of access tell the rest of the server, after the commit. */
import type { AccountId } from "@warbler/protocol";
import { factType } from "../../kernel/plan.ts";

interface OfPerson {
  readonly account: AccountId;
}
export const recoveryStarted = factType<OfPerson>("access-recovery.started");
export const recoveryConfirmed = factType<OfPerson>("access-recovery.confirmed");
export const recoveryRefused = factType<OfPerson>("access-recovery.refused");
export const recoveryWithdrawn = factType<OfPerson>("access-recovery.withdrawn");
/** All of the person's sessions have ended; their connections must go. */
export const recoveryUsed = factType<OfPerson>("access-recovery.used");
export const wrapsGiven = factType<null>("access-recovery.wraps-given");
