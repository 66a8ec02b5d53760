/** `warbler people`: who there is, imported placeholders on request. */
import type { Person } from "@warbler/protocol";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { table } from "../output/table.ts";
import { everyone, hasJoined } from "../session/find.ts";
import { wholeNumber } from "../usage.ts";

const DEFAULT_LIMIT = 200;

export function addPeople(
  program: Command,
  { words, output, session }: Pick<CliDeps, "words" | "output" | "session">,
): void {
  const said = words.commands.people;
  program
    .command("people")
    .description(said.says)
    .argument("[query]", said.query)
    .option("--all", said.all)
    .option("--limit <number>", said.limit, wholeNumber(words, 1, 1_000_000), DEFAULT_LIMIT)
    .action(async (query: string | undefined, options: { all?: true; limit: number }) => {
      await using me = await session.open();
      const wanted = query?.toLowerCase() ?? "";
      const people: Person[] = [];
      for await (const person of everyone(me)) {
        if (!hasJoined(person) && options.all !== true) continue;
        if (!person.handle.includes(wanted) && !person.name.toLowerCase().includes(wanted)) continue;
        people.push(person);
        if (people.length === options.limit) break;
      }
      await output.result(
        { people },
        table(
          people.map((person) => [
            `@${person.handle}`,
            person.name,
            hasJoined(person) ? person.role : said.imported,
            person.id,
          ]),
        ),
      );
    });
}
