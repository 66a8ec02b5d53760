/** `warbler save ROOM MESSAGE` and `warbler saved`: what one wants to come back to, on all of one's devices. */
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { onOneLine } from "../output/sanitise.ts";
import { localMinute } from "../output/time-text.ts";
import { findMessage, findRoom } from "../session/find.ts";

export function addSave(
  program: Command,
  { words, output, session }: Pick<CliDeps, "words" | "output" | "session">,
): void {
  const said = words.commands.save;
  program
    .command("save")
    .description(said.says)
    .argument("<room>", words.commands.room.room)
    .argument("<message>", words.commands.edit.message)
    .option("--remove", said.remove)
    .action(async (roomName: string, messageText: string, { remove = false }: { remove?: boolean }) => {
      await using me = await session.open();
      const room = await findRoom(me, roomName, words);
      const { seq } = await findMessage(room, messageText, words);
      await me.mark({ room: room.id, seq, mark: "saved" }, !remove);
      await output.result({ room: room.id, seq, saved: !remove }, [remove ? said.undone : said.done]);
    });
  program
    .command("saved")
    .description(said.listSays)
    .action(async () => {
      await using me = await session.open();
      const rooms = new Map((await me.rooms()).map((room) => [room.id, room]));
      const messages = [];
      for (const { room: id, seq, mark } of await me.marks()) {
        const room = rooms.get(id);
        if (mark !== "saved" || room === undefined) continue;
        const [message] = await room.history({ before: seq + 1, limit: 1 });
        if (message?.seq === seq) messages.push({ roomName: room.name, message });
      }
      const lines = messages.map(
        ({ roomName, message: { seq, atMs, author, text } }) =>
          `${onOneLine(roomName)} #${seq} ${localMinute(atMs)} ${onOneLine(author.name)}: ${text.replaceAll("\n", "\n    ")}`,
      );
      await output.result({ saved: messages.map(({ message }) => message) }, lines.length === 0 ? [said.none] : lines);
    });
}
