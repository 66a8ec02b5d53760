/** `warbler room show` and `level`: a room, what protects it in the server's own enforced words, and who is in it. */
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { onOneLine } from "../output/sanitise.ts";
import { table } from "../output/table.ts";
import { findRoom } from "../session/find.ts";
import { namesOf } from "../session/names.ts";

export function addRoomShow(
  room: Command,
  { words, output, session, language }: Pick<CliDeps, "words" | "output" | "session" | "language">,
): void {
  const said = words.commands.room;
  room
    .command("show")
    .description(said.showSays)
    .argument("<room>", said.room)
    .action(async (roomName: string) => {
      await using me = await session.open();
      const { id } = await findRoom(me, roomName, words);
      const shown = await me.api("room", undefined, { room: id });
      const { members } = await me.api("roster", undefined, { room: id });
      const people = await namesOf(
        me,
        members.map(({ account }) => account),
      );
      const rows = members.map(({ account, role }) => ["", people.get(account)?.name ?? account, role, account]);
      await output.result({ ...shown, members }, [
        `${onOneLine(shown.name)} (${shown.id})`,
        ...(shown.topic === "" ? [] : [onOneLine(shown.topic)]),
        `${shown.level}: ${shown.protection[language]}`,
        said.membersTitle(members.length),
        ...table(rows),
      ]);
    });
  room
    .command("level")
    .description(said.levelSays)
    .argument("<room>", said.room)
    .action(async (roomName: string) => {
      await using me = await session.open();
      const { id } = await findRoom(me, roomName, words);
      const { level, protection } = await me.api("room", undefined, { room: id });
      await output.result({ id, level, protection }, [`${level}: ${protection[language]}`]);
    });
}
