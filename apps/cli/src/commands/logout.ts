/** `warbler logout`: ends the session on the server and forgets it here, also when the server cannot be told. */
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { printDone } from "../output/done.ts";

export function addLogout(program: Command, deps: Pick<CliDeps, "words" | "output" | "session" | "profile">): void {
  const { words, output, session, profile } = deps;
  const said = words.commands.logout;
  program
    .command("logout")
    .description(said.says)
    .action(async () => {
      const { handle, url } = await session.current();
      const isTold = await endOnServer(deps);
      await profile.signOut();
      if (!isTold) output.note(said.local);
      await printDone({ handle, url, endedOnServer: isTold }, [said.done], deps);
    });
}

async function endOnServer({ session }: Pick<CliDeps, "session">): Promise<boolean> {
  try {
    await using me = await session.open();
    await me.signOut();
    return true;
  } catch {
    // Whatever the reason (no network, an ended session, a changed certificate), the token must go from this machine.
    return false;
  }
}
