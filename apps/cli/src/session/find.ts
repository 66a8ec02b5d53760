/** Finds what people name on a command line: rooms, people and messages, by name, handle, number or id. */
import { type AccountId, isId, type MessageId, type Person } from "@warbler/protocol";
import { type Room, type TimelineMessage, type Warbler, WarblerError } from "@warbler/sdk";
import { CliFailure } from "../cli-failure.ts";
import { table } from "../output/table.ts";
import type { Words } from "../words/index.ts";

/** The caller's room with that id or name, or the direct room with the person of that handle. */
export async function findRoom(me: Warbler, nameOrId: string, words: Words): Promise<Room> {
  try {
    return await me.room(nameOrId);
  } catch (cause) {
    if (!(cause instanceof WarblerError)) throw cause;
    if (cause.code === "ambiguous") throw await manyRooms(me, nameOrId, words);
    if (cause.code !== "not-found") throw cause;
    const { noRoom: message, noRoomHelp, unnamedRoomHelp } = words.errors;
    const help = (await me.rooms()).some(isUnnamed) ? unnamedRoomHelp : noRoomHelp;
    throw new CliFailure("not-found", { code: "not-found", message: message(nameOrId), help }, { cause });
  }
}

async function manyRooms(me: Warbler, name: string, words: Words): Promise<CliFailure> {
  const wanted = name.replace(/^[#@]/, "").toLowerCase();
  const rooms = (await me.rooms()).filter((room) => room.name.toLowerCase() === wanted);
  const rows = rooms.map((room) => [room.id, room.name, room.level, room.topic] as const);
  return ambiguous(words.errors.manyRooms(name), rows, words);
}

/** A device that is not let in yet, or came in later, is in rooms of which it knows no name. */
export function isUnnamed({ kind, level, name }: Pick<Room, "kind" | "level" | "name">): boolean {
  return kind === "group" && level !== "sealed" && name === "";
}

/** Everyone of the organisation, page by page. */
export async function* everyone(me: Warbler): AsyncGenerator<Person> {
  for (let after: AccountId | undefined; ; ) {
    const page = await me.api("people", { ...(after !== undefined && { after }), limit: 500 });
    yield* page.people;
    after = page.people.at(-1)?.id;
    if (!page.more || after === undefined) return;
  }
}

/**
 * Whom a handle or a name can mean. Imported people who have not joined share handles with members and with each other:
 * they are meant only where a command can be about them. An id means whoever has it.
 */
type Meant = "members" | "imported" | "anyone";

/** The person with that id or handle (with or without `@`), else with that name. Throws `ambiguous` where it fits several. */
export async function findPerson(me: Warbler, text: string, words: Words, meant: Meant = "members"): Promise<Person> {
  const wanted = text.replace(/^@/, "");
  const byHandle: Person[] = [];
  const byName: Person[] = [];
  for await (const person of everyone(me)) {
    if (person.id === wanted) return person;
    if (meant !== "anyone" && hasJoined(person) !== (meant === "members")) continue;
    if (person.handle === wanted.toLowerCase()) byHandle.push(person);
    else if (person.name === wanted) byName.push(person);
    // Nobody else who has joined has this handle.
    if (meant === "members" && byHandle.length > 0) break;
  }
  const { noPerson, manyPeople } = words.errors;
  const { imported } = words.commands.people;
  const found = byHandle.length > 0 ? byHandle : byName;
  if (found.length > 1) {
    const shown = found.map((one) => [one.id, `@${one.handle}`, one.name, hasJoined(one) ? "" : imported] as const);
    throw ambiguous(manyPeople(text), shown, words);
  }
  const [only] = found;
  if (only !== undefined) return only;
  throw new CliFailure("not-found", { code: "not-found", message: noPerson(text) });
}

export const hasJoined = ({ role }: Person): boolean => role !== "placeholder";

/** A row per candidate, its id first. */
function ambiguous(message: string, rows: readonly (readonly [string, ...string[]])[], { errors }: Words): CliFailure {
  const help = [errors.ambiguousHelp, ...table(rows)].join("\n    ");
  return new CliFailure("ambiguous", { code: "ambiguous", message, help, candidates: rows.map(([id]) => id) });
}

export async function findPeople(me: Warbler, texts: readonly string[], words: Words): Promise<readonly Person[]> {
  const found: Person[] = [];
  for (const text of texts) found.push(await findPerson(me, text, words));
  return found;
}

/** The message with that number (`12`, `#12`) or id. */
export async function findMessage(room: Room, text: string, words: Words): Promise<TimelineMessage> {
  const seq = /^#?(\d{1,9})$/.exec(text)?.[1];
  const found = isId<MessageId>(text)
    ? await room.message(text)
    : seq === undefined
      ? undefined
      : (await room.history({ after: Number(seq) - 1, limit: 1 })).find((message) => message.seq === Number(seq));
  if (found !== undefined) return found;
  throw new CliFailure("not-found", { code: "not-found", message: words.errors.noMessage(text) });
}
