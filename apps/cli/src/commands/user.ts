/** `warbler user`: suspends people, lifts it, lets them back in, and removes who leaves. What officers see of people has a file of its own. */
import { rolesOf } from "@warbler/sdk/admin";
import type { Command } from "commander";
import { confirmed } from "../ask-anew.ts";
import type { CliDeps } from "../cli-deps.ts";
import { printDone } from "../output/done.ts";
import { onOneLine } from "../output/sanitise.ts";
import { findPerson } from "../session/find.ts";
import { addUserRecover } from "./user-recover.ts";
import { addUserReview } from "./user-review.ts";

type Deps = Pick<CliDeps, "words" | "language" | "output" | "session" | "terminal">;

export function addUser(program: Command, deps: Deps): void {
  const { words, output, session, terminal } = deps;
  const said = words.commands.user;
  const user = program.command("user").description(said.says);
  addUserReview(user, deps);
  user
    .command("suspend")
    .description(said.suspendSays)
    .argument("<person>", said.person)
    .requiredOption("--reason <text>", said.reason)
    .action(async (name: string, { reason }: { reason: string }) => {
      await using me = await session.open();
      const { id, handle } = await findPerson(me, name, words);
      await rolesOf(me).suspend(id, reason);
      await printDone({ suspended: id }, [said.suspended(onOneLine(handle))], deps);
    });
  user
    .command("reinstate")
    .description(said.reinstateSays)
    .argument("<person>", said.person)
    .action(async (name: string) => {
      await using me = await session.open();
      const { id, handle } = await findPerson(me, name, words);
      await rolesOf(me).reinstate(id);
      await printDone({ reinstated: id }, [said.reinstated(onOneLine(handle))], deps);
    });
  addUserRecover(user, deps);
  user
    .command("remove")
    .description(said.removeSays)
    .argument("<person>", said.person)
    .requiredOption("--reason <text>", said.reason)
    .option("--yes", words.commands.erase.yes)
    .action(async (name: string, { reason, yes }: { reason: string; yes?: true }) => {
      await using me = await session.open();
      const { id, handle } = await findPerson(me, name, words);
      const typed = onOneLine(handle);
      if (yes !== true) {
        output.note(said.forGood(typed));
        const asked = { prompt: words.commands.erase.ask(typed), notConfirmed: said.notConfirmed };
        await confirmed(typed, asked, { terminal, words });
      }
      await rolesOf(me).remove(id, reason);
      await printDone({ removed: id }, [said.removed(typed)], deps);
    });
}
