/** `warbler recall ROOM MESSAGE`: takes a message back for everyone; a tombstone stays. */
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { printSent } from "../output/sent.ts";
import { findMessage, findRoom } from "../session/find.ts";

export function addRecall(
  program: Command,
  { words, output, session }: Pick<CliDeps, "words" | "output" | "session">,
): void {
  const said = words.commands.recall;
  program
    .command("recall")
    .description(said.says)
    .argument("<room>", words.commands.room.room)
    .argument("<message>", words.commands.edit.message)
    .action(async (roomName: string, messageText: string) => {
      await using me = await session.open();
      const room = await findRoom(me, roomName, words);
      const message = await findMessage(room, messageText, words);
      await printSent(room.recall(message.id), said.done, { words, output });
    });
}
