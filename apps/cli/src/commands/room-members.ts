/** `warbler room add`, `remove` and `leave`: who is in a room. */
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { printDone } from "../output/done.ts";
import { onOneLine } from "../output/sanitise.ts";
import { findPeople, findPerson, findRoom } from "../session/find.ts";

export function addRoomMembers(room: Command, deps: Pick<CliDeps, "words" | "output" | "session">): void {
  const { words, session } = deps;
  const said = words.commands.room;
  room
    .command("add")
    .description(said.addSays)
    .argument("<room>", said.room)
    .argument("<people...>", said.members)
    .action(async (roomName: string, names: readonly string[]) => {
      await using me = await session.open();
      const found = await findRoom(me, roomName, words);
      const accounts = (await findPeople(me, names, words)).map(({ id }) => id);
      await found.add(accounts);
      await printDone({ room: found.id, added: accounts }, [said.added(accounts.length, onOneLine(found.name))], deps);
    });
  room
    .command("remove")
    .description(said.removeSays)
    .argument("<room>", said.room)
    .argument("<person>", said.member)
    .action(async (roomName: string, personName: string) => {
      await using me = await session.open();
      const found = await findRoom(me, roomName, words);
      const person = await findPerson(me, personName, words);
      await found.remove(person.id);
      const line = said.removed(onOneLine(person.name), onOneLine(found.name));
      await printDone({ room: found.id, removed: person.id }, [line], deps);
    });
  room
    .command("leave")
    .description(said.leaveSays)
    .argument("<room>", said.room)
    .action(async (roomName: string) => {
      await using me = await session.open();
      const found = await findRoom(me, roomName, words);
      await found.leave();
      await printDone({ left: found.id }, [said.left(onOneLine(found.name))], deps);
    });
}
