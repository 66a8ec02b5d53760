/** What the roles feature tells the rest of the server, after the commit. */
import type { AccountId, ReviewId } from "@warbler/protocol";
import { factType } from "../../kernel/plan.ts";
import type { Left } from "../conversations/index.ts";

/** `review`: an access review decided it. */
export const roleGranted = factType<{ readonly account: AccountId; readonly review?: ReviewId | undefined }>(
  "role.granted",
);
/** Their sessions have ended and their bots are stopped; all their connections must go. */
export const personSuspended = factType<{ readonly account: AccountId; readonly bots: readonly AccountId[] }>(
  "person.suspended",
);
export const policyChanged = factType<null>("policy.changed");
export const roleHeld = factType<{ readonly account: AccountId; readonly review?: undefined }>("role.held");
export const roleDropped = factType<{ readonly account: AccountId }>("role.dropped");
export const roleEnded = factType<{ readonly account: AccountId }>("role.ended");
export const roleAsked = factType<null>("role.asked");
export const roleAnswered = factType<{ readonly account: AccountId }>("role.answered");
export const emergencyBegun = factType<{ readonly account: AccountId }>("emergency.begun");
export const emergencyEnded = factType<{ readonly account: AccountId }>("emergency.ended");
export const emergencyRead = factType<null>("emergency.read");
export const emergencyJudged = factType<{ readonly account: AccountId }>("emergency.judged");
export const personReinstated = factType<{ readonly account: AccountId }>("person.reinstated");
/** As suspended, and in none of the rooms any more. */
export const personRemoved = factType<{
  readonly account: AccountId;
  readonly bots: readonly AccountId[];
  readonly rooms: readonly Left[];
}>("person.removed");
