/** What the accounts feature tells the rest of the server, after the commit. */
import type { AccountId, DeviceId, RoomId, SessionId, Status } from "@warbler/protocol";
import { factType } from "../../kernel/plan.ts";

export const organisationSetUp = factType<{ readonly account: AccountId }>("organisation.set-up");
export const invitationAccepted = factType<{
  readonly account: AccountId;
  readonly rooms: readonly RoomId[];
  readonly invitedBy: AccountId;
}>("invitation.accepted");
/** `isNew`: on a device, or from a network, that the person had not signed in from before. */
export const sessionStarted = factType<{
  readonly session: SessionId;
  readonly account: AccountId;
  readonly isNew: boolean;
}>("session.started");
/** Sessions that ended; their connections must go. */
export const sessionsEnded = factType<{ readonly sessions: readonly SessionId[] }>("session.ended");
/** By an officer: one session, or all of them. */
export const personSignedOut = factType<{ readonly account: AccountId; readonly session?: SessionId }>(
  "person.signed-out",
);
/** `by` an officer; absent where its person took it off themselves. */
export const deviceRemoved = factType<{
  readonly account: AccountId;
  readonly device: DeviceId;
  readonly by?: AccountId;
}>("device.removed");
/** All of an account's sessions but one ended. */
export const passwordChanged = factType<{ readonly account: AccountId; readonly kept: SessionId }>("password.changed");
export const statusChanged = factType<{ readonly account: AccountId } & Status>("status.changed");
export const signInRefused = factType<null>("sign-in.refused");
export const personInvited = factType<null>("person.invited");
export const invitationWithdrawn = factType<null>("invitation.withdrawn");
export const proofGiven = factType<null>("proof.given");
export const proofRefused = factType<null>("proof.refused");
