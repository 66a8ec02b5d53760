/** `warbler tail ROOM`: messages as they come, across reconnects, until Ctrl+C, which is its ordinary end. */
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { messageJson, messageText } from "../output/message-text.ts";
import { findRoom } from "../session/find.ts";
import { wholeNumber } from "../usage.ts";

export function addTail(
  program: Command,
  { words, output, session, terminal }: Pick<CliDeps, "words" | "output" | "session" | "terminal">,
): void {
  const said = words.commands.tail;
  program
    .command("tail")
    .description(said.says)
    .argument("<room>", words.commands.room.room)
    .option("-n, --last <number>", said.last, wholeNumber(words, 0, 10_000), 0)
    .action(async (roomName: string, { last }: { last: number }) => {
      await using me = await session.open();
      const room = await findRoom(me, roomName, words);
      const earlier = last === 0 ? [] : await room.history({ limit: last });
      for (const message of earlier) await output.item(messageJson(message), messageText(message, words));
      const stopNotes = me.on("connection", ({ state }) => output.note(said.states[state]));
      try {
        for await (const message of room.timeline({ signal: terminal.interrupted })) {
          await output.item(messageJson(message), messageText(message, words));
        }
      } catch (error) {
        if (!terminal.interrupted.aborted) throw error;
      } finally {
        stopNotes();
      }
    });
}
