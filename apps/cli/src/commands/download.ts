/** `warbler download ROOM MESSAGE`: saves a message's files, each whole and checked or not at all; what broke off is gone on with. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { type Attachment, type Room, WarblerError } from "@warbler/sdk";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { openPartFile } from "../files/part-file.ts";
import { safeFileName } from "../files/safe-name.ts";
import { progressOn } from "../output/progress.ts";
import { sizeText } from "../output/time-text.ts";
import { findMessage, findRoom } from "../session/find.ts";

interface DownloadOptions {
  readonly out: string;
  readonly only?: string;
}

type Deps = Pick<CliDeps, "words" | "output" | "session" | "terminal">;

export function addDownload(program: Command, deps: Deps): void {
  const { words, output, session } = deps;
  const said = words.commands.download;
  program
    .command("download")
    .description(said.says)
    .argument("<room>", words.commands.room.room)
    .argument("<message>", words.commands.edit.message)
    .option("--out <path>", said.out, ".")
    .option("--only <name>", said.only)
    .action(async (roomName: string, messageText: string, options: DownloadOptions) => {
      await using me = await session.open();
      const room = await findRoom(me, roomName, words);
      const { attachments } = await findMessage(room, messageText, words);
      const wanted = attachments.filter(({ name }) => options.only === undefined || name === options.only);
      if (wanted.length === 0) throw new CliFailure("not-found", { code: "no-files", message: said.none });
      const saved: { file: string; sizeBytes: number }[] = [];
      for (const attachment of wanted) {
        const file = await placeFor(attachment, options.out, deps);
        await save(room, attachment, file, deps);
        saved.push({ file, sizeBytes: attachment.sizeBytes });
      }
      await output.result(
        { saved },
        saved.map(({ file, sizeBytes }) => said.saved(file, sizeText(sizeBytes))),
      );
    });
}

async function placeFor({ name }: Attachment, out: string, { words }: Deps): Promise<string> {
  const isFolder = (await stat(out).catch(() => undefined))?.isDirectory() === true;
  const file = isFolder ? join(out, safeFileName(name)) : out;
  if ((await stat(file).catch(() => undefined)) === undefined) return file;
  const { exists, existsHelp } = words.commands.download;
  throw new CliFailure("bad-input", { code: "exists", message: exists(file), help: existsHelp });
}

async function save(
  room: Room,
  attachment: Attachment,
  file: string,
  { words, output, terminal }: Deps,
): Promise<void> {
  const { sizeBytes: total } = attachment;
  // The sender chose what is in the file: until all of it is checked it has another name.
  await using part = await openPartFile(file, attachment, words);
  const progress = progressOn(terminal, { label: file, total, words, isQuiet: output.isJson });
  try {
    await room.download(attachment, (bytes) => part.append(bytes), {
      have: part.have,
      signal: terminal.interrupted,
      onProgress: ({ doneBytes }) => progress.update(doneBytes),
    });
    await part.finish();
  } catch (error) {
    // What is damaged would be so again; what broke off is gone on with.
    if (error instanceof WarblerError && error.code === "file-damaged") await part.remove();
    else output.note(words.commands.download.goesOn);
    throw error;
  } finally {
    progress.end();
  }
}
