/** Finds the room a person means: by its id, its name, or the other person of a direct room. */
import type { Fail } from "../errors.ts";
import type { LiveRoom } from "./live-room.ts";
import type { People } from "./people.ts";

/** Undefined when there is none. Throws `ambiguous` when the name fits several. */
export async function findRoom(
  wanted: string,
  rooms: readonly LiveRoom[],
  { people, fail }: { readonly people: People; readonly fail: Fail },
): Promise<LiveRoom | undefined> {
  const byId = rooms.find(({ id }) => id === wanted);
  if (byId !== undefined) return byId;
  const name = wanted.replace(/^[#@]/, "").toLowerCase();
  await people.learn(rooms.flatMap(({ other }) => other ?? []));
  const found = rooms.filter((room) => namesOf(room, people).includes(name));
  if (found.length > 1) throw fail("ambiguous", { detail: found.map(({ id }) => id).join(", ") });
  return found[0];
}

function namesOf({ name, other }: LiveRoom, people: People): readonly string[] {
  if (other === undefined) return [name.toLowerCase()];
  const person = people.known(other);
  return person === undefined ? [] : [person.handle.toLowerCase(), person.name.toLowerCase()];
}
