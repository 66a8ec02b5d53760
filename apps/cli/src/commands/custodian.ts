/** `warbler custodian`: what the server keeps secret, and which person answers for each. */
import { SERVER_KEY_WORDS, SERVER_KEYS, type ServerKeyAnswer, type ServerKeyName } from "@warbler/protocol";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { printDone } from "../output/done.ts";
import { onOneLine } from "../output/sanitise.ts";
import { table } from "../output/table.ts";
import { localMinute } from "../output/time-text.ts";
import { findPerson } from "../session/find.ts";
import { handlesOf } from "../session/reviews.ts";
import { oneOf } from "../usage.ts";

type CustodianDeps = Pick<CliDeps, "words" | "output" | "session" | "language">;

export function addCustodian(program: Command, deps: CustodianDeps): void {
  const { words, output, session, language } = deps;
  const said = words.commands.custodian;
  const custodian = program.command("custodian").description(said.says);
  custodian
    .command("list", { isDefault: true })
    .description(said.listSays)
    .action(async () => {
      await using me = await session.open();
      const { keys } = await me.api("serverKeys", undefined);
      const handles = await handlesOf(me);
      const nameOf = (account: ServerKeyAnswer["custodian"]) =>
        account === undefined ? said.nobody : `@${handles.get(account) ?? account}`;
      const rows = keys.map((one) => [
        one.key,
        nameOf(one.custodian),
        one.sinceMs === undefined ? "" : said.since(localMinute(one.sinceMs)),
        onOneLine(one.where),
        one.isVariable ? said.variable : `${one.mode ?? said.missing}${one.exposed ? ` ${said.exposed}` : ""}`,
        said.forms[one.form],
        one.changedAtMs === undefined ? "" : said.changed(localMinute(one.changedAtMs)),
        SERVER_KEY_WORDS[one.key][language],
      ]);
      await output.result({ keys }, table(rows));
    });
  custodian
    .command("name")
    .description(said.nameSays)
    .argument("<key>", said.key, oneOf(words, SERVER_KEYS))
    .argument("[person]", said.person)
    .requiredOption("--reason <text>", said.reason)
    .action(async (key: ServerKeyName, person: string | undefined, { reason }: { reason: string }) => {
      await using me = await session.open();
      const found = person === undefined ? undefined : await findPerson(me, person, words);
      await me.api("nameCustodian", { key, reason, ...(found !== undefined && { custodian: found.id }) });
      const line = found === undefined ? said.takenOff(key) : said.named(key, onOneLine(found.handle));
      await printDone({ key, custodian: found?.id ?? null }, [line], deps);
    });
}
