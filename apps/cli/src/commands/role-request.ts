/** `warbler role request …`: asking for a role for a time, and answering those who ask. */

import { rolesOf } from "@warbler/sdk/admin";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { printDone } from "../output/done.ts";
import { onOneLine } from "../output/sanitise.ts";
import { table } from "../output/table.ts";
import { localMinute } from "../output/time-text.ts";
import { everyone } from "../session/find.ts";
import { findRole, roleNamesOf } from "../session/roles.ts";
import { durationMs } from "../usage.ts";

export function addRoleRequests(role: Command, deps: Pick<CliDeps, "words" | "output" | "session">): void {
  const { words, output, session } = deps;
  const said = words.commands.role;
  role
    .command("request")
    .description(said.requestSays)
    .argument("<role>", said.role)
    .requiredOption("--for <time>", said.forTime, durationMs(words))
    .requiredOption("--reason <text>", said.reason)
    .action(async (text: string, { for: forMs, reason }: { for: number; reason: string }) => {
      await using me = await session.open();
      const asked = await rolesOf(me).ask({ role: await findRole(me, text, words), forMs, reason });
      await printDone({ request: asked }, [said.requested(asked.id)], deps);
    });
  role
    .command("requests")
    .description(said.requestsSays)
    .option("--mine", said.mine)
    .action(async ({ mine }: { mine?: true }) => {
      await using me = await session.open();
      const requests = mine === true ? await rolesOf(me).ownRequests() : await rolesOf(me).requests();
      const names = await roleNamesOf(me, words);
      const handles = new Map<string, string>();
      for await (const person of everyone(me)) handles.set(person.id, person.handle);
      const rows = requests.map((one) => [
        one.id,
        said.states[one.state],
        `@${handles.get(one.account) ?? one.account}`,
        names.of(one.role),
        said.hours(one.forMs / 3_600_000),
        localMinute(one.askedAtMs),
        onOneLine(one.reason),
      ]);
      await output.result({ requests }, table(rows));
    });
  const answering = (name: string, says: string, isGranted: boolean) =>
    role
      .command(name)
      .description(says)
      .argument("<id>", said.requestId)
      .action(async (text: string) => {
        await using me = await session.open();
        const asked = (await rolesOf(me).requests()).find(({ id }) => id === text);
        if (asked === undefined)
          throw new CliFailure("not-found", { code: "not-found", message: words.errors.noId(text) });
        await rolesOf(me).answer(asked, isGranted);
        await printDone({ request: text, granted: isGranted }, [isGranted ? said.approved : said.refused], deps);
      });
  answering("approve", said.approveSays, true);
  answering("refuse", said.refuseSays, false);
}
