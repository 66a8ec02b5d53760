/** `warbler history ROOM`: earlier messages, oldest first. */
import type { TimelineMessage } from "@warbler/sdk";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { messageJson, messageText, versionText } from "../output/message-text.ts";
import { findRoom } from "../session/find.ts";
import { markRead } from "../session/mark-read.ts";
import { wholeNumber } from "../usage.ts";

const MAX_SEQ = 2 ** 32 - 1;
const DEFAULT_LIMIT = 50;

interface HistoryOptions {
  readonly limit: number;
  readonly before?: number;
  readonly after?: number;
  readonly edits?: true;
  readonly keepUnread?: true;
}

export function addHistory(
  program: Command,
  { words, output, session }: Pick<CliDeps, "words" | "output" | "session">,
): void {
  const said = words.commands.history;
  program
    .command("history")
    .description(said.says)
    .argument("<room>", words.commands.room.room)
    .option("-n, --limit <number>", said.limit, wholeNumber(words, 1, 1_000_000), DEFAULT_LIMIT)
    .option("--before <number>", said.before, wholeNumber(words, 1, MAX_SEQ))
    .option("--after <number>", said.after, wholeNumber(words, 0, MAX_SEQ))
    .option("--edits", said.edits)
    .option("--keep-unread", said.keepUnread)
    .action(async (roomName: string, { limit, before, after, edits, keepUnread }: HistoryOptions) => {
      await using me = await session.open({ orOffline: true });
      const room = await findRoom(me, roomName, words);
      const messages: readonly TimelineMessage[] = await room.history({
        limit,
        ...(before !== undefined && { before }),
        ...(after !== undefined && { after }),
      });
      const seqOf = new Map(messages.map(({ id, seq }) => [id, seq]));
      for (const message of messages) {
        const earlier = edits === true ? message.edits.map((version) => versionText(version, words)) : [];
        const lines = [...earlier, messageText(message, words, seqOf)];
        await output.item(messageJson(message), lines.join("\n"));
      }
      if (keepUnread !== true && me.state === "online") await markRead(room, messages.at(-1)?.seq);
    });
}
