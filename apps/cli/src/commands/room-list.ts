/** `warbler room list`: the caller's rooms with level, size and what is unread. */
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { table } from "../output/table.ts";
import { isUnnamed } from "../session/find.ts";

export function addRoomList(room: Command, { words, output, session }: Pick<CliDeps, "words" | "output" | "session">) {
  const said = words.commands.room;
  room
    .command("list")
    .description(said.listSays)
    .action(async () => {
      await using me = await session.open();
      const { rooms: told } = await me.api("rooms", undefined);
      // What end-to-end rooms are called, and who is mentioned in them, only their members' devices know.
      const known = new Map((await me.rooms()).map((one) => [one.id, one]));
      const rooms = told.map((one) => {
        const { name, topic, memberCount, unreadMentions } = known.get(one.id) ?? one;
        return { ...one, name, topic, memberCount, unreadMentions };
      });
      const rows = rooms.map(({ kind, name, level, memberCount, unread, unreadMentions, id }) => [
        isUnnamed({ kind, level, name }) ? said.nameNotReadable : name,
        level,
        String(memberCount),
        unreadMentions === 0 ? String(unread) : `${unread} (@${unreadMentions})`,
        id,
      ]);
      await output.result({ rooms }, table([said.head, ...rows]));
    });
}
