/** `warbler access`: what a person sees of a recovery of their own access, and how they refuse it or let it be used at once. */
import type { AccessRecovery } from "@warbler/protocol";
import type { Warbler } from "@warbler/sdk";
import { type AccessApi, accessOf } from "@warbler/sdk/access";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { printDone } from "../output/done.ts";
import { noticeLines } from "../session/access-notice.ts";
import { valueFailure } from "../usage.ts";

type Deps = Pick<CliDeps, "words" | "output" | "session" | "terminal">;

export function addAccess(program: Command, deps: Deps): void {
  const { words, output, session, terminal } = deps;
  const said = words.commands.access;
  const access = program.command("access").description(said.says);
  access
    .command("show", { isDefault: true })
    .description(said.showSays)
    .action(async () => {
      await using me = await session.open({ quietly: true });
      const recoveries = await accessOf(me).notices(terminal.nowMs());
      const lines = await noticeLines(me, recoveries, words);
      await output.result({ recoveries }, lines.length === 0 ? [said.none] : lines);
    });
  access
    .command("refuse")
    .description(said.refuseSays)
    .action(async () => {
      await using me = await session.open({ quietly: true });
      const { api, open } = await openOne(me, deps);
      await api.refuse(open.id);
      await printDone({ refused: open.id }, [said.refused], deps);
    });
  access
    .command("allow")
    .description(said.allowSays)
    .argument("<number>", said.number)
    .action(async (typed: string) => {
      const number = typed.replaceAll(/\s/g, "");
      if (!/^\d{6}$/.test(number)) throw valueFailure(said.numberExpected);
      await using me = await session.open({ quietly: true });
      const { api, open } = await openOne(me, deps);
      await api.confirm(open.id, number);
      await printDone({ allowed: open.id }, [said.allowed], deps);
    });
}

async function openOne(
  me: Warbler,
  { words, terminal }: Deps,
): Promise<{ readonly api: AccessApi; readonly open: AccessRecovery }> {
  const api = accessOf(me);
  const open = (await api.notices(terminal.nowMs())).find(({ state }) => state === "open");
  if (open !== undefined) return { api, open };
  throw new CliFailure("not-found", { code: "not-found", message: words.commands.access.none });
}
