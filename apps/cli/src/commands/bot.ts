/** `warbler bot`: bots, whose they are, and their end. What they act by is `warbler token`. */
import { botsOf } from "@warbler/sdk/admin";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { printDone } from "../output/done.ts";
import { onOneLine } from "../output/sanitise.ts";
import { table } from "../output/table.ts";
import { findPerson } from "../session/find.ts";
import { findBot } from "../session/find-bot.ts";
import { namesOf } from "../session/names.ts";

export function addBot(program: Command, deps: Pick<CliDeps, "words" | "output" | "session">): void {
  const { words, output, session } = deps;
  const said = words.commands.bot;
  const bot = program.command("bot").description(said.says);
  bot
    .command("list", { isDefault: true })
    .description(said.listSays)
    .action(async () => {
      await using me = await session.open();
      const bots = await botsOf(me).list();
      const owners = await namesOf(
        me,
        bots.map(({ owner }) => owner),
      );
      const rows = bots.map(({ handle, name, owner, stopped, tokens }) => [
        `@${handle}`,
        name,
        said.ownedBy(owners.get(owner)?.handle ?? owner),
        said.tokens(tokens.length),
        stopped ? said.stopped : "",
      ]);
      await output.result({ bots }, rows.length === 0 ? [said.none] : table(rows));
    });
  bot
    .command("create")
    .description(said.createSays)
    .argument("<handle>", said.handle)
    .requiredOption("--name <name>", said.name)
    .option("--owner <person>", said.owner)
    .action(async (handle: string, { name, owner }: { name: string; owner?: string }) => {
      await using me = await session.open();
      const person = owner === undefined ? undefined : await findPerson(me, owner, words);
      const made = await botsOf(me).make({ handle, name, ...(person !== undefined && { owner: person.id }) });
      await printDone({ bot: made }, [said.created(onOneLine(made.handle))], deps);
    });
  bot
    .command("hand-over")
    .description(said.handOverSays)
    .argument("<bot>", said.bot)
    .argument("<person>", words.commands.user.person)
    .action(async (name: string, owner: string) => {
      await using me = await session.open();
      const { account, handle } = await findBot(me, name, words);
      const person = await findPerson(me, owner, words);
      await botsOf(me).handOver(account, person.id);
      const line = said.handedOver(onOneLine(handle), onOneLine(person.handle));
      await printDone({ bot: account, owner: person.id }, [line], deps);
    });
  bot
    .command("remove")
    .description(said.removeSays)
    .argument("<bot>", said.bot)
    .requiredOption("--reason <text>", words.commands.user.reason)
    .action(async (name: string, { reason }: { reason: string }) => {
      await using me = await session.open();
      const { account, handle } = await findBot(me, name, words);
      await botsOf(me).remove(account, reason);
      await printDone({ removed: account }, [said.removed(onOneLine(handle))], deps);
    });
}
