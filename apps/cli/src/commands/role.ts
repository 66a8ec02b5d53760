/** `warbler role`: who has which role in the organisation, giving and taking them. The other parts have files of their own. */

import { isGrantedRole, ORG_ROLES, type Person } from "@warbler/protocol";
import { rolesOf } from "@warbler/sdk/admin";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { printDone } from "../output/done.ts";
import { onOneLine } from "../output/sanitise.ts";
import { table } from "../output/table.ts";
import { localMinute } from "../output/time-text.ts";
import { everyone, findPerson } from "../session/find.ts";
import { findRole, roleNamesOf } from "../session/roles.ts";
import { durationMs, valueFailure } from "../usage.ts";
import { addRolePolicy } from "./role-policy.ts";
import { addRoleRequests } from "./role-request.ts";
import { addRoleWhy } from "./role-why.ts";

interface GrantOptions {
  readonly for?: number;
  readonly reason?: string;
}

export function addRole(program: Command, deps: Pick<CliDeps, "words" | "language" | "output" | "session">): void {
  const { words, output, session } = deps;
  const said = words.commands.role;
  const role = program.command("role").description(said.says);
  role
    .command("list", { isDefault: true })
    .description(said.listSays)
    .action(async () => {
      await using me = await session.open();
      const names = await roleNamesOf(me, words);
      const people = new Map<string, Person>();
      for await (const person of everyone(me)) people.set(person.id, person);
      const shown = [...people.values()].filter((one) => one.role !== "member" && one.role !== "placeholder");
      shown.sort((a, b) => ORG_ROLES.indexOf(a.role) - ORG_ROLES.indexOf(b.role));
      const held = names.mayRead ? await rolesOf(me).held() : [];
      const rows = [
        ...shown.map((one) => [
          words.roles[one.role],
          `@${one.handle}`,
          one.name,
          one.suspended === true ? said.suspended : "",
        ]),
        ...held.map((one) => [
          names.of(one.role),
          `@${people.get(one.account)?.handle ?? one.account}`,
          people.get(one.account)?.name ?? "",
          one.untilMs === undefined ? "" : said.until(localMinute(one.untilMs)),
        ]),
      ];
      await output.result({ people: shown, held }, table(rows));
    });
  role
    .command("grant")
    .description(said.grantSays)
    .argument("<person>", words.commands.user.person)
    .argument("<role>", said.role)
    .option("--for <time>", said.forTime, durationMs(words))
    .option("--reason <text>", said.reason)
    .action(async (name: string, text: string, { for: forMs, reason }: GrantOptions) => {
      await using me = await session.open();
      const granted = await findRole(me, text, words);
      const { id, handle } = await findPerson(me, name, words);
      const shown = (await roleNamesOf(me, words)).of(granted);
      if (isGrantedRole(granted) && forMs === undefined) await rolesOf(me).grant(id, granted);
      else {
        if (reason === undefined) throw valueFailure(said.reasonExpected);
        await rolesOf(me).hold({ account: id, role: granted, reason, ...(forMs !== undefined && { forMs }) });
      }
      await printDone({ account: id, role: granted }, [said.granted(onOneLine(handle), shown)], deps);
    });
  role
    .command("revoke")
    .description(said.revokeSays)
    .argument("<person>", words.commands.user.person)
    .argument("<role>", said.role)
    .action(async (name: string, text: string) => {
      await using me = await session.open();
      const dropped = await findRole(me, text, words);
      const { id, handle } = await findPerson(me, name, words);
      await rolesOf(me).drop(id, dropped);
      await printDone({ account: id, role: dropped }, [said.revoked(onOneLine(handle))], deps);
    });
  addRoleWhy(role, deps);
  addRoleRequests(role, deps);
  addRolePolicy(role, deps);
}
