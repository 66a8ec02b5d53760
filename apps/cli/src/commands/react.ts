/** `warbler react ROOM MESSAGE EMOJI`: a reaction, or with `--remove` its end. */
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { printSent } from "../output/sent.ts";
import { findMessage, findRoom } from "../session/find.ts";
import { valueFailure } from "../usage.ts";

export function addReact(
  program: Command,
  { words, output, session }: Pick<CliDeps, "words" | "output" | "session">,
): void {
  const said = words.commands.react;
  program
    .command("react")
    .description(said.says)
    .argument("<room>", words.commands.room.room)
    .argument("<message>", words.commands.edit.message)
    .argument("<emoji>", said.emoji)
    .option("--remove", said.remove)
    .action(async (roomName: string, messageText: string, emoji: string, options: { remove?: true }) => {
      // Whatever was given may be taken back: imports bring in names that are no emoji.
      if (options.remove !== true && !isEmoji(emoji)) throw valueFailure(said.notEmoji(emoji));
      await using me = await session.open();
      const room = await findRoom(me, roomName, words);
      const message = await findMessage(room, messageText, words);
      if (options.remove === true) await printSent(room.unreact(message.id, emoji), said.undone, { words, output });
      else await printSent(room.react(message.id, emoji), said.done, { words, output });
    });
}

/** One emoji of Unicode's (UTS #51, RGI), also where the mark that asks for the picture is left out. */
function isEmoji(text: string): boolean {
  return /^\p{RGI_Emoji}$/v.test(text) || /^\p{RGI_Emoji}$/v.test(`${text}\ufe0f`);
}
