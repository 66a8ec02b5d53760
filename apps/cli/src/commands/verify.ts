/** `warbler verify USER`: the safety number with a person, and what one makes of it. */
import type { SafetyNumberOf } from "@warbler/sdk";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { onOneLine } from "../output/sanitise.ts";
import { findPerson } from "../session/find.ts";

const GROUPS_PER_LINE = 4;

interface VerifyOptions {
  readonly mark?: true;
  readonly code?: string;
  readonly accept?: true;
}

export function addVerify(
  program: Command,
  { words, output, session }: Pick<CliDeps, "words" | "output" | "session">,
): void {
  const said = words.commands.verify;
  program
    .command("verify")
    .description(said.says)
    .argument("<person>", said.person)
    .option("--mark", said.mark)
    .option("--code <text>", said.code)
    .option("--accept", said.accept)
    .action(async (text: string, { mark, code, accept }: VerifyOptions) => {
      await using me = await session.open();
      const person = await findPerson(me, text, words);
      if (accept === true) await me.identity.accept(person.id);
      if (mark === true || code !== undefined) await me.identity.verify(person.id, code);
      const number = await me.identity.safetyNumber(person.id);
      const { handle, name } = person;
      const { digits, payload, trust } = number;
      const isDone = accept === true || mark === true || code !== undefined;
      const done = trust === "verified" ? said.marked(onOneLine(name)) : said.accepted(onOneLine(name));
      await output.result({ account: person.id, handle, name, digits, code: payload, trust }, [
        ...(isDone ? [done] : [`@${handle}  ${onOneLine(name)}  ${said.trust[trust]}`]),
        ...(trust === "changed" ? [said.changedHelp(handle)] : []),
        ...(isDone ? [] : ["", said.how, ...linesOf(number)]),
      ]);
    });
}

function linesOf({ digits }: SafetyNumberOf): readonly string[] {
  const groups = digits.split(" ");
  const lines: string[] = [];
  for (let at = 0; at < groups.length; at += GROUPS_PER_LINE)
    lines.push(`  ${groups.slice(at, at + GROUPS_PER_LINE).join("  ")}`);
  return lines;
}
