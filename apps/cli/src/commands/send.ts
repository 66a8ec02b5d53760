/** `warbler send ROOM TEXT`: one message, with files if asked, acknowledged when it is durable and audited. */
import { LIMITS } from "@warbler/protocol";
import type { Attachment, FileSource, Room } from "@warbler/sdk";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { fileToSend } from "../files/file-to-send.ts";
import { stdinText } from "../input.ts";
import { progressOn } from "../output/progress.ts";
import { onOneLine } from "../output/sanitise.ts";
import { findMessage, findRoom } from "../session/find.ts";
import { repeated, valueFailure } from "../usage.ts";

interface SendOptions {
  readonly file?: readonly string[];
  readonly reply?: string;
  readonly thread?: string;
}

type Deps = Pick<CliDeps, "words" | "output" | "session" | "terminal">;

export function addSend(program: Command, deps: Deps): void {
  const { words, output, session } = deps;
  const said = words.commands.send;
  program
    .command("send")
    .description(said.says)
    .argument("<room>", words.commands.room.room)
    .argument("[text]", said.text)
    .option("--file <path>", said.file, repeated)
    .option("--reply <message>", said.reply)
    .option("--thread <message>", said.thread)
    .action(async (roomName: string, textOrDash: string | undefined, options: SendOptions) => {
      const text = await textOf(textOrDash, options, deps);
      const files = await Promise.all((options.file ?? []).map((path) => fileToSend(path, words)));
      await using me = await session.open();
      const room = await findRoom(me, roomName, words);
      const replyTo = options.reply === undefined ? undefined : (await findMessage(room, options.reply, words)).id;
      const thread = options.thread === undefined ? undefined : (await findMessage(room, options.thread, words)).id;
      const attachments = await upload(room, files, deps);
      const sending = room.send({
        text,
        ...(attachments.length > 0 && { attachments }),
        ...(replyTo !== undefined && { replyTo }),
        ...(thread !== undefined && { thread }),
      });
      const sent = await sending.settled;
      const { leaf, position } = sent.log;
      await output.result({ id: sending.id, room: room.id, seq: sent.seq, log: sent.log }, [
        `${said.sent(sent.seq)} ${words.log(leaf, position)}`,
      ]);
    });
}

/** One after the other, with notice of what was taken out of images. */
async function upload(
  room: Room,
  files: readonly FileSource[],
  { words, output, terminal }: Deps,
): Promise<readonly Attachment[]> {
  const said = words.commands.send;
  const uploaded: Attachment[] = [];
  for (const file of files) {
    const label = said.uploading(onOneLine(file.name));
    const progress = progressOn(terminal, { label, total: file.size, words, isQuiet: output.isJson });
    const onProgress = ({ doneBytes }: { readonly doneBytes: number }) => progress.update(doneBytes);
    try {
      const { attachment, removed } = await room.upload(file, { signal: terminal.interrupted, onProgress });
      if (removed.length > 0) output.note(said.metadata(onOneLine(file.name)));
      uploaded.push(attachment);
    } finally {
      progress.end();
    }
  }
  return uploaded;
}

async function textOf(
  given: string | undefined,
  { file = [] }: SendOptions,
  { words, terminal }: Deps,
): Promise<string> {
  if (given === undefined && file.length === 0) throw valueFailure(words.usage.notBothTextAndStdin);
  const text = given === "-" ? await stdinText(terminal, LIMITS.recordContentBytes, words) : (given ?? "");
  const trimmed = text.replace(/\s+$/, "");
  if (trimmed !== "" || file.length > 0) return trimmed;
  throw new CliFailure("bad-input", { code: "empty", message: words.commands.send.nothing });
}
