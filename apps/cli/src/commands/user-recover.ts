/** `warbler user recover` and what belongs to it: a way back for who lost password or second factor. */
import { accessOf } from "@warbler/sdk/access";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { printDone } from "../output/done.ts";
import { onOneLine } from "../output/sanitise.ts";
import { table } from "../output/table.ts";
import { localMinute } from "../output/time-text.ts";
import { findPerson } from "../session/find.ts";
import { namesOf } from "../session/names.ts";

export function addUserRecover(user: Command, deps: Pick<CliDeps, "words" | "output" | "session">): void {
  const { words, output, session } = deps;
  const said = words.commands.access;
  const { person, reason } = words.commands.user;
  user
    .command("recover")
    .description(said.recoverSays)
    .argument("<person>", person)
    .requiredOption("--reason <text>", reason)
    .action(async (name: string, options: { reason: string }) => {
      await using me = await session.open();
      const { id, handle } = await findPerson(me, name, words);
      const started = await accessOf(me).start(id, options.reason);
      const { link, opensAtMs, expiresAtMs } = started;
      const times = said.opens(localMinute(opensAtMs), localMinute(expiresAtMs));
      await printDone({ ...started, account: id }, [link, said.passOn(onOneLine(handle)), times, said.steered], deps);
    });
  user
    .command("recoveries")
    .description(said.listSays)
    .action(async () => {
      await using me = await session.open();
      const recoveries = await accessOf(me).list();
      const people = await namesOf(
        me,
        recoveries.flatMap(({ account, startedBy }) => [account, startedBy]),
      );
      const handle = (account: (typeof recoveries)[number]["account"]) =>
        `@${onOneLine(people.get(account)?.handle ?? account)}`;
      const rows = recoveries.map(({ account, startedBy, startedAtMs, opensAtMs, state, reason: why }) => [
        handle(account),
        said.states[state],
        said.startedBy(handle(startedBy), localMinute(startedAtMs)),
        said.opensAt(localMinute(opensAtMs)),
        onOneLine(why),
      ]);
      await output.result({ recoveries }, table(rows));
    });
  user
    .command("withdraw-recovery")
    .description(said.withdrawSays)
    .argument("<person>", person)
    .action(async (name: string) => {
      await using me = await session.open();
      const { id, handle } = await findPerson(me, name, words);
      await accessOf(me).withdraw(id);
      await printDone({ withdrawn: id }, [said.withdrawn(onOneLine(handle))], deps);
    });
}
