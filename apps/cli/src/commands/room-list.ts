/** `warbler room list`: the caller's rooms with level, size and what is unread. */
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { table } from "../output/table.ts";

export function addRoomList(room: Command, { words, output, session }: Pick<CliDeps, "words" | "output" | "session">) {
  const said = words.commands.room;
  room
    .command("list")
    .description(said.listSays)
    .action(async () => {
      await using me = await session.open();
      const { rooms } = await me.api("rooms", undefined);
      const rows = rooms.map(({ name, level, memberCount, unread, unreadMentions, id }) => [
        name,
        level,
        String(memberCount),
        unreadMentions === 0 ? String(unread) : `${unread} (@${unreadMentions})`,
        id,
      ]);
      await output.result({ rooms }, table([said.head, ...rows]));
    });
}
