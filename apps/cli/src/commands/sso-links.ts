/** `warbler sso links`, `link` and `unlink`: one's own sign-ins elsewhere. */
import { ssoOf } from "@warbler/sdk/admin";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { printDone } from "../output/done.ts";
import { onOneLine } from "../output/sanitise.ts";
import { table } from "../output/table.ts";
import { localMinute } from "../output/time-text.ts";
import { findSso, goBySso } from "../session/sso-way.ts";

export function addSsoLinks(sso: Command, deps: Pick<CliDeps, "words" | "output" | "session" | "terminal">): void {
  const { words, output, session } = deps;
  const said = words.commands.sso;
  sso
    .command("links")
    .description(said.linksSays)
    .action(async () => {
      await using me = await session.open();
      const links = await ssoOf(me).ownLinks();
      const rows = links.map(({ id, names, shown, linkedAtMs, usedAtMs }) => [
        words.sso.bothNames(onOneLine(names.en), onOneLine(names.zh)),
        onOneLine(shown),
        said.since(localMinute(linkedAtMs)),
        usedAtMs === undefined ? said.neverUsed : said.used(localMinute(usedAtMs)),
        id,
      ]);
      await output.result({ links }, rows.length === 0 ? [said.noLinks] : table(rows));
    });
  sso
    .command("link")
    .description(said.linkSays)
    .argument("[service]", said.service)
    .option("--paste", words.commands.login.paste)
    .action(async (name: string | undefined, { paste }: { paste?: true }) => {
      await using me = await session.open();
      const { id: provider } = findSso((await me.api("ssoChoices", undefined)).providers, name ?? true, words);
      const back = await goBySso((input) => ssoOf(me).beginLink(input), { provider, paste }, deps);
      const link = await ssoOf(me).link(back);
      await printDone({ ...link }, [said.linked(onOneLine(link.shown))], deps);
    });
  sso
    .command("unlink")
    .description(said.unlinkSays)
    .argument("<link>", said.linkId)
    .action(async (text: string) => {
      await using me = await session.open();
      const link = (await ssoOf(me).ownLinks()).find(({ id, shown }) => id === text || shown === text);
      if (link === undefined)
        throw new CliFailure("not-found", { code: "not-found", message: said.noLink(onOneLine(text)) });
      await ssoOf(me).unlink(link.id);
      await printDone({ unlinked: link.id }, [said.unlinked(onOneLine(link.shown))], deps);
    });
}
