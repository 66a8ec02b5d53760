/** What changes of groups are told as, after the commit. */
import type { AccountId, DeviceId, RoomId } from "@warbler/protocol";
import { factType, type RecordToAppend } from "../../kernel/plan.ts";

export interface GroupNotice {
  readonly room: RoomId;
  /** Everyone who is or was in the room. */
  readonly accounts: readonly AccountId[];
  /** The records appended, in the order of the receipt's. */
  readonly records: readonly RecordToAppend[];
  /** Devices for which a Welcome waits now. */
  readonly welcomed: readonly { readonly account: AccountId; readonly device: DeviceId }[];
}
export const groupBegun = factType<GroupNotice>("group.begun");
export const groupCommitted = factType<GroupNotice>("group.committed");
export const groupLeft = factType<GroupNotice>("group.left");
export const historyAdded = factType<{ readonly room: RoomId }>("group.history-added");
export const removalProposed = factType<GroupNotice>("group.removal-proposed");
export const forkReported = factType<{ readonly room: RoomId }>("group.fork-reported");
export const welcomeTaken = factType<null>("group.welcome-taken");
