/** `warbler edit ROOM MESSAGE TEXT`: a new text for a message of one's own; the old one stays in its history. */
import { LIMITS } from "@warbler/protocol";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { stdinText } from "../input.ts";
import { printSent } from "../output/sent.ts";
import { findMessage, findRoom } from "../session/find.ts";

export function addEdit(
  program: Command,
  { words, output, session, terminal }: Pick<CliDeps, "words" | "output" | "session" | "terminal">,
): void {
  const said = words.commands.edit;
  program
    .command("edit")
    .description(said.says)
    .argument("<room>", words.commands.room.room)
    .argument("<message>", said.message)
    .argument("<text>", words.commands.send.text)
    .action(async (roomName: string, messageText: string, given: string) => {
      const text = given === "-" ? await stdinText(terminal, LIMITS.recordContentBytes, words) : given;
      await using me = await session.open();
      const room = await findRoom(me, roomName, words);
      const message = await findMessage(room, messageText, words);
      await printSent(room.edit(message.id, text), said.done, { words, output });
    });
}
