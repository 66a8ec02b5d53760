/** `warbler whoami`: who is signed in with this profile, as the server sees it now. */
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";

export function addWhoami(
  program: Command,
  { words, output, session }: Pick<CliDeps, "words" | "output" | "session">,
): void {
  program
    .command("whoami")
    .description(words.commands.whoami.says)
    .action(async () => {
      const { url, organisation, device } = await session.current();
      await using me = await session.open();
      const person = await me.me();
      await output.result({ ...person, organisation, url, device }, [
        `${person.name} (@${person.handle}), ${person.role}, ${organisation}, ${url}`,
      ]);
    });
}
