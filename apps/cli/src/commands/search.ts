/** `warbler search QUERY`: what the server finds in the rooms it can search, and this device in the others, with the honest scope. */
import { LIMITS, SEARCHED_PARTS, type SearchedPart } from "@warbler/protocol";
import type { FoundMessage } from "@warbler/sdk";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { onOneLine } from "../output/sanitise.ts";
import { localMinute, timeMsFromText } from "../output/time-text.ts";
import { findPerson, findRoom } from "../session/find.ts";
import { oneOf, valueFailure, wholeNumber } from "../usage.ts";
import type { Words } from "../words/index.ts";

interface SearchOptions {
  readonly in?: string;
  readonly from?: string;
  readonly before?: number;
  readonly after?: number;
  readonly has?: SearchedPart;
  readonly limit: number;
}

export function addSearch(
  program: Command,
  { words, output, session }: Pick<CliDeps, "words" | "output" | "session">,
): void {
  const said = words.commands.search;
  program
    .command("search")
    .description(said.says)
    .argument("<query>", said.query)
    .option("--in <room>", said.in)
    .option("--from <person>", said.from)
    .option("--has <part>", said.has, oneOf(words, SEARCHED_PARTS))
    .option("--before <time>", said.before, timeOption(words))
    .option("--after <time>", said.after, timeOption(words))
    .option("--limit <number>", said.limit, wholeNumber(words, 1, LIMITS.searchHits), 20)
    .action(async (query: string, options: SearchOptions) => {
      await using me = await session.open();
      const room = options.in === undefined ? undefined : await findRoom(me, options.in, words);
      const from = options.from === undefined ? undefined : await findPerson(me, options.from, words, "anyone");
      const answer = await me.search(query, {
        limit: options.limit,
        ...(room !== undefined && { in: room.id }),
        ...(from !== undefined && { from: from.id }),
        ...(options.has !== undefined && { has: options.has }),
        ...(options.before !== undefined && { beforeMs: options.before }),
        ...(options.after !== undefined && { afterMs: options.after }),
      });
      const lines = answer.hits.map((hit) => hitText(hit, words));
      const { rooms, messages, device, isOffline } = answer.scope;
      await output.result(answer, [
        ...lines,
        said.scope(answer.hits.length, messages, rooms),
        ...(isOffline ? [said.offline] : []),
        ...(device === undefined
          ? []
          : [
              device.sinceMs === undefined
                ? said.nothingHere(device.rooms)
                : said.deviceScope(device.messages, device.rooms, localMinute(device.sinceMs)),
            ]),
        ...(answer.more ? [said.more] : []),
      ]);
    });
}

/** In an end-to-end room it is told who says whose words these are: nobody else vouches for it. */
function hitText(hit: FoundMessage, words: Words): string {
  const { roomName, seq, atMs, author, importedAuthor, imported, text } = hit;
  const head = `${onOneLine(roomName)} #${seq} ${localMinute(atMs)} ${onOneLine(importedAuthor ?? author.name)}`;
  const mark =
    importedAuthor === undefined ? words.message.imported : words.message.broughtInBy(onOneLine(author.name));
  return `${head}: ${text.replaceAll("\n", "\n    ")}${imported ? `  (${mark})` : ""}`;
}

/** Reads an option that is a point in time. */
export function timeOption(words: Words): (text: string) => number {
  return (text) => {
    const atMs = timeMsFromText(text);
    if (atMs === undefined) throw valueFailure(words.usage.notTime(text));
    return atMs;
  };
}
