/** `warbler room show` and `level`: a room, what protects it in the server's own enforced words, and who is in it. */
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { onOneLine } from "../output/sanitise.ts";
import { table } from "../output/table.ts";
import { findRoom } from "../session/find.ts";
import { namesOf } from "../session/names.ts";

/** Of the people who were in an imported room and have not joined, so many are named. */
const IMPORTED_SHOWN = 20;

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
      const imported = await me.api("importedMembers", { limit: IMPORTED_SHOWN }, { room: id });
      const gone = await namesOf(me, imported.accounts);
      const names = imported.accounts.map((account) => onOneLine(gone.get(account)?.name ?? account));
      await output.result({ ...shown, members, imported }, [
        `${onOneLine(shown.name)} (${shown.id})`,
        ...(shown.topic === "" ? [] : [onOneLine(shown.topic)]),
        `${shown.level}: ${shown.protection[language]}`,
        said.membersTitle(members.length),
        ...table(rows),
        ...(imported.total === 0 ? [] : [said.importedTitle(imported.total, names.join(", "), imported.more)]),
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
