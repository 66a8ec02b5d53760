/** `warbler tail ROOM`: messages as they come, across reconnects, until Ctrl+C, which is its ordinary end. */
import { ALARM_WORDS } from "@warbler/protocol";
import type { Warbler } from "@warbler/sdk";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { messageJson, messageText } from "../output/message-text.ts";
import { findRoom } from "../session/find.ts";
import { markRead } from "../session/mark-read.ts";
import { signedOut } from "../session/session.ts";
import { wholeNumber } from "../usage.ts";

type Deps = Pick<CliDeps, "words" | "language" | "output" | "session" | "terminal">;

const DEFAULT_LAST = 10;

export function addTail(program: Command, deps: Deps): void {
  const { words, output, session, terminal } = deps;
  const said = words.commands.tail;
  program
    .command("tail")
    .description(said.says)
    .argument("<room>", words.commands.room.room)
    .option("-n, --last <number>", said.last, wholeNumber(words, 0, 10_000), DEFAULT_LAST)
    .option("--keep-unread", words.commands.history.keepUnread)
    .action(async (roomName: string, { last, keepUnread }: { last: number; keepUnread?: true }) => {
      await using me = await session.open();
      const room = await findRoom(me, roomName, words);
      const expired = tellOnTheSide(me, deps);
      const signal = AbortSignal.any([terminal.interrupted, expired]);
      // The timeline begins with at least one message that is there already.
      const shownBefore = last === 0 ? room.lastSeq : 0;
      const seqOf = new Map<string, number>();
      for await (const message of untilAborted(room.timeline({ signal, limit: Math.max(1, last) }), signal)) {
        seqOf.set(message.id, message.seq);
        if (message.seq <= shownBefore) continue;
        await output.item(messageJson(message), messageText(message, words, seqOf));
        if (keepUnread !== true) await markRead(room, message.seq);
      }
      if (expired.aborted) throw signedOut(words);
    });
}

/** Tells of lost connections and of a server that does not behave; aborts when the session has ended. */
function tellOnTheSide(me: Warbler, { words, language, output, terminal }: Deps): AbortSignal {
  const said = words.commands.tail;
  const expiry = new AbortController();
  let told = me.state;
  me.on("connection", ({ state }) => {
    // After Ctrl+C the connection is closed on purpose.
    if (state !== told && !terminal.interrupted.aborted) output.note(said.states[state]);
    told = state;
  });
  me.on("alarm", ({ kind, room, seq, account }) => {
    const where = [kind, room, seq === undefined ? undefined : `#${seq}`, account];
    output.note(said.alarm(ALARM_WORDS[kind][language], where.filter((part) => part !== undefined).join(" ")));
  });
  me.on("expired", () => expiry.abort());
  return expiry.signal;
}

/** Being aborted is an end like any other. */
async function* untilAborted<Item>(items: AsyncIterable<Item>, signal: AbortSignal): AsyncGenerator<Item> {
  try {
    yield* items;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
