/** `warbler role`: who has which role in the organisation, and giving one. */
import { GRANTED_ROLES, type GrantedRole, ORG_ROLES } from "@warbler/protocol";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { printDone } from "../output/done.ts";
import { onOneLine } from "../output/sanitise.ts";
import { table } from "../output/table.ts";
import { everyone, findPerson } from "../session/find.ts";
import { oneOf } from "../usage.ts";

export function addRole(program: Command, deps: Pick<CliDeps, "words" | "output" | "session">): void {
  const { words, output, session } = deps;
  const said = words.commands.role;
  const role = program.command("role").description(said.says);
  role
    .command("list", { isDefault: true })
    .description(said.listSays)
    .action(async () => {
      await using me = await session.open();
      const officers = [];
      for await (const person of everyone(me)) {
        if (person.role !== "member" && person.role !== "placeholder") officers.push(person);
      }
      officers.sort((a, b) => ORG_ROLES.indexOf(a.role) - ORG_ROLES.indexOf(b.role));
      const rows = officers.map(({ handle, name, role: has, suspended }) => [
        words.roles[has],
        `@${handle}`,
        name,
        suspended === true ? said.suspended : "",
      ]);
      await output.result({ people: officers }, table(rows));
    });
  role
    .command("grant")
    .description(said.grantSays)
    .argument("<person>", words.commands.user.person)
    .argument("<role>", said.role, oneOf(words, GRANTED_ROLES))
    .action(async (name: string, granted: GrantedRole) => {
      await using me = await session.open();
      const { id, handle } = await findPerson(me, name, words);
      await me.roles.grant(id, granted);
      await printDone({ account: id, role: granted }, [said.granted(onOneLine(handle), words.roles[granted])], deps);
    });
}
