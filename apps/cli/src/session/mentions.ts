/** Whom a text names: members of the room behind an @, by handle or name, as the web client reads it too. */
import { type AccountId, LIMITS } from "@warbler/protocol";
import { splitByMentions } from "@warbler/protocol/mention-text";
import type { Room, Warbler } from "@warbler/sdk";
import { namesOf } from "./names.ts";

export async function mentionsIn(text: string, room: Room, me: Pick<Warbler, "api">): Promise<readonly AccountId[]> {
  if (!/[@＠]/.test(text)) return [];
  const members = await room.members();
  const people = await namesOf(
    me,
    members.map(({ id }) => id),
  );
  const named = members.flatMap(({ id, name }) => [
    { id, name },
    { id, name: people.get(id)?.handle ?? "" },
  ]);
  const ids = new Set(splitByMentions(text, named).flatMap((part) => part.named.map(({ id }) => id)));
  return [...ids].slice(0, LIMITS.mentionsPerMessage);
}
