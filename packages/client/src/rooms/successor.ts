/** What the room is to be in which a conversation goes on at another level: the same people, name and topic. */
import type { AccountId, ProtectionLevel } from "@warbler/protocol";
import type { Fail } from "../errors.ts";
import type { Room } from "./room.ts";

export async function successorOf(
  room: Room,
  level: ProtectionLevel,
  me: AccountId,
  { fail }: { readonly fail: Fail },
) {
  if (level === room.level) throw fail("bad-request", { detail: `the room is at level ${level} already` });
  const members = (await room.members()).map(({ id }) => id).filter((account) => account !== me);
  const { kind, name, topic } = room;
  return { kind, level, name, topic, members, predecessor: room.id };
}
