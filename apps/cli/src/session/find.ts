/** Finds what people name on a command line: rooms, people and messages, by name, handle, number or id. */
import { type AccountId, isId, type MessageId, type Person } from "@warbler/protocol";
import { type Room, type TimelineMessage, type Warbler, WarblerError } from "@warbler/sdk";
import { CliFailure } from "../cli-failure.ts";
import type { Words } from "../words/index.ts";

/** The caller's room with that id or name, or the direct room with the person of that handle. */
export async function findRoom(me: Warbler, nameOrId: string, words: Words): Promise<Room> {
  try {
    return await me.room(nameOrId);
  } catch (cause) {
    if (!(cause instanceof WarblerError) || cause.code !== "not-found") throw cause;
    const { noRoom: message, noRoomHelp, unnamedRoomHelp } = words.errors;
    const help = (await me.rooms()).some(isUnnamed) ? unnamedRoomHelp : noRoomHelp;
    throw new CliFailure("not-found", { code: "not-found", message: message(nameOrId), help }, { cause });
  }
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

/** The person with that id or handle (with or without `@`), else the only one with that name. */
export async function findPerson(me: Warbler, text: string, words: Words): Promise<Person> {
  const { noPerson, manyPeople, manyPeopleHelp } = words.errors;
  const wanted = text.replace(/^@/, "");
  const named: Person[] = [];
  for await (const person of everyone(me)) {
    if (person.id === wanted || person.handle === wanted.toLowerCase()) return person;
    if (person.name === wanted) named.push(person);
  }
  const [only, another] = named;
  if (another !== undefined) {
    throw new CliFailure("not-found", { code: "ambiguous", message: manyPeople(text), help: manyPeopleHelp });
  }
  if (only !== undefined) return only;
  throw new CliFailure("not-found", { code: "not-found", message: noPerson(text) });
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
