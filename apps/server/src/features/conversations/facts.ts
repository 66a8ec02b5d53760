/** What changes in rooms are told as, after the commit. */
import type { AccountId, RoomId } from "@warbler/protocol";
import { factType } from "../../kernel/plan.ts";

interface RoomNotice {
  readonly room: RoomId;
  readonly accounts: readonly AccountId[];
}
/** With the room that the new one continues, if it does. */
export const roomCreated = factType<RoomNotice & { readonly predecessor?: RoomNotice }>("room.created");
export const roomDescribed = factType<RoomNotice>("room.described");
export const memberAdded = factType<RoomNotice>("room.member-added");
export const memberRemoved = factType<RoomNotice>("room.member-removed");
export const roomRoleGranted = factType<RoomNotice>("room.role-granted");
export const cursorMoved = factType<{ readonly room: RoomId; readonly account: AccountId; readonly seq: number }>(
  "cursor.moved",
);
