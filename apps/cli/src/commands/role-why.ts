/** `warbler role why PERSON ACTION [RESOURCE]`: the deciding rule in words. */

import { ACTIONS, type Action, ruleOf } from "@warbler/protocol";
import { rolesOf } from "@warbler/sdk/admin";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { findPerson, findRoom } from "../session/find.ts";
import { oneOf, valueFailure } from "../usage.ts";

const ALL_ACTIONS = Object.keys(ACTIONS).filter((name): name is Action => Object.hasOwn(ACTIONS, name));

export function addRoleWhy(
  role: Command,
  { words, language, output, session }: Pick<CliDeps, "words" | "language" | "output" | "session">,
): void {
  const said = words.commands.role;
  role
    .command("why")
    .description(said.whySays)
    .argument("<person>", said.whyPerson)
    .argument("<action>", said.action, oneOf(words, ALL_ACTIONS))
    .argument("[resource]", said.resource)
    .action(async (name: string, action: Action, resource: string | undefined) => {
      await using me = await session.open();
      const { id: account } = name === "me" ? await me.me() : await findPerson(me, name, words);
      const { on } = ruleOf(action);
      if (on === "room" && resource === undefined) throw valueFailure(said.roomExpected);
      const answer = await rolesOf(me).why({
        account,
        action,
        ...(on === "room" && resource !== undefined && { room: (await findRoom(me, resource, words)).id }),
        ...(on === "account" && {
          person: resource === undefined ? account : (await findPerson(me, resource, words)).id,
        }),
      });
      await output.result(answer, [answer[language]]);
    });
}
