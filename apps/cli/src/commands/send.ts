/** `warbler send ROOM TEXT`: one message, with files if asked, acknowledged when it is durable and audited. */
import { LIMITS } from "@warbler/protocol";
import { type Attachment, type FileSource, type Room, stripMetadata } from "@warbler/sdk";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { fileToSend } from "../files/file-to-send.ts";
import { type KeptTicket, keptTicket } from "../files/kept-ticket.ts";
import { stdinText } from "../input.ts";
import { progressOn } from "../output/progress.ts";
import { onOneLine } from "../output/sanitise.ts";
import { findMessage, findRoom } from "../session/find.ts";
import { mentionsIn } from "../session/mentions.ts";
import { repeated, valueFailure } from "../usage.ts";

interface SendOptions {
  readonly file?: readonly string[];
  readonly reply?: string;
  readonly thread?: string;
}

type Deps = Pick<CliDeps, "words" | "output" | "session" | "terminal" | "profile">;

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
      const mentions = await mentionsIn(text, room, me);
      const { attachments, kept } = await upload(room, files, deps);
      const sending = room.send({
        text,
        mentions,
        ...(attachments.length > 0 && { attachments }),
        ...(replyTo !== undefined && { replyTo }),
        ...(thread !== undefined && { thread }),
      });
      for (const ticket of kept) await ticket.forget();
      const sent = await sending.settled;
      const { leaf, position } = sent.log;
      await output.result({ id: sending.id, room: room.id, seq: sent.seq, log: sent.log }, [
        `${said.sent(sent.seq)} ${words.log(leaf, position)}`,
      ]);
    });
}

/** One after the other, with notice of what was taken out of images. What an earlier run brought up stays up. */
async function upload(
  room: Room,
  files: readonly FileSource[],
  { words, output, terminal, session, profile }: Deps,
): Promise<{ readonly attachments: readonly Attachment[]; readonly kept: readonly KeptTicket[] }> {
  const said = words.commands.send;
  const { url, account } = await session.current();
  const attachments: Attachment[] = [];
  const kept: KeptTicket[] = [];
  for (const [at, whole] of files.entries()) {
    const { file, removed } = await stripMetadata(whole);
    const place = [url, account, room.id, String(at)];
    const ticket = await keptTicket(file, { profile, place, fresh: () => room.newUpload() });
    const name = onOneLine(file.name);
    const label = said.uploading(name);
    const progress = progressOn(terminal, { label, total: file.size, words, isQuiet: output.isJson });
    const onProgress = ({ doneBytes }: { readonly doneBytes: number }) => progress.update(doneBytes);
    const options = { ticket: ticket.ticket, keepMetadata: true, signal: terminal.interrupted, onProgress };
    try {
      const { attachment } = await room.upload(file, options);
      if (removed.includes("unchecked")) output.note(said.unchecked(name));
      else if (removed.length > 0) output.note(said.metadata(name));
      attachments.push(attachment);
      kept.push(ticket);
    } catch (error) {
      output.note(said.goesOn);
      throw error;
    } finally {
      progress.end();
    }
  }
  return { attachments, kept };
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
