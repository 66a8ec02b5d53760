/** What a room's members say of it, as its group and its contents have it on this device. */
import type { AccountId } from "@warbler/protocol";
import type { RoomFacts } from "../rooms/end-to-end-room.ts";
import type { RoomInfo } from "../rooms/room-info.ts";
import type { RoomTrouble } from "../rooms/room-trouble.ts";
import type { HeldGroup } from "./held-group.ts";
import { accountsOf, roleOf } from "./roster.ts";

export interface FactsOf {
  readonly account: AccountId;
  readonly kind: RoomInfo["kind"];
  readonly unreadMentions: number;
  readonly trouble: RoomTrouble | undefined;
}

export function roomFacts(
  { group, entry: { name, topic } }: HeldGroup,
  { account, kind, unreadMentions, trouble }: FactsOf,
): RoomFacts {
  const people = group === undefined ? undefined : accountsOf(group.members);
  const other = kind === "direct" ? people?.find((one) => one !== account) : undefined;
  return {
    ...{ name, topic, unreadMentions },
    ...(trouble !== undefined && { trouble }),
    ...(group !== undefined && {
      myRole: roleOf(group.extension, account),
      memberCount: accountsOf(group.members).length,
    }),
    ...(other !== undefined && { other }),
  };
}
