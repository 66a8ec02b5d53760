/** `warbler audit query`: recorded facts for those who may read them; that they were read is recorded as well. */
import { type AccountId, type AuditAnswer, FACT_KINDS, factWords } from "@warbler/protocol";
import type { Warbler } from "@warbler/sdk";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { onOneLine } from "../output/sanitise.ts";
import { localSecond } from "../output/time-text.ts";
import { findPerson } from "../session/find.ts";
import { namesOf } from "../session/names.ts";
import { oneOf, wholeNumber } from "../usage.ts";
import { timeOption } from "./search.ts";

const PAGE = 200;

interface QueryOptions {
  readonly reason: string;
  readonly kind?: string;
  readonly person?: string;
  readonly after?: number;
  readonly before?: number;
  readonly limit: number;
  readonly mine?: true;
}

export function addAuditQuery(
  audit: Command,
  { words, language, output, session }: Pick<CliDeps, "words" | "language" | "output" | "session">,
): void {
  const said = words.commands.audit;
  audit
    .command("query")
    .description(said.querySays)
    .option("--reason <text>", said.reason, "")
    .option("--kind <kind>", said.kind, oneOf(words, FACT_KINDS))
    .option("--person <person>", said.person)
    .option("--after <time>", words.commands.search.after, timeOption(words))
    .option("--before <time>", words.commands.search.before, timeOption(words))
    .option("-n, --limit <number>", words.commands.people.limit, wholeNumber(words, 1, 100_000), 50)
    .option("--mine", said.mine)
    .action(async (options: QueryOptions) => {
      await using me = await session.open();
      const person = options.person === undefined ? undefined : await findPerson(me, options.person, words);
      const facts = options.mine === true ? (await me.audit.mine()).facts : await query(me, options, person?.id);
      const people = await namesOf(
        me,
        facts.flatMap(({ subject }) => subject ?? []),
      );
      for (const fact of facts) {
        const name = fact.subject === undefined ? "" : ` ${onOneLine(people.get(fact.subject)?.name ?? fact.subject)}`;
        const detail = fact.erased ? said.erased : onOneLine(JSON.stringify(fact.detail ?? {}));
        const where = `${fact.leaf}/${fact.position}`;
        const what = factWords(fact.kind)?.[language];
        const kind = what === undefined ? fact.kind : `${fact.kind} (${what})`;
        await output.item(fact, `${where} ${localSecond(fact.atMs)} ${kind}${name} ${detail}`);
      }
    });
}

async function query(
  me: Warbler,
  { reason, kind, after, before, limit }: QueryOptions,
  account: AccountId | undefined,
): Promise<AuditAnswer["facts"]> {
  const facts: AuditAnswer["facts"] = [];
  for (let beforeLeaf: number | undefined; facts.length < limit; ) {
    const page = await me.audit.query({
      reason,
      limit: Math.min(PAGE, limit - facts.length),
      ...(account !== undefined && { account }),
      ...(kind !== undefined && { kind }),
      ...(after !== undefined && { afterMs: after }),
      ...(before !== undefined && { beforeMs: before }),
      ...(beforeLeaf !== undefined && { beforeLeaf }),
    });
    facts.push(...page.facts);
    beforeLeaf = page.facts.at(-1)?.leaf;
    if (!page.more || beforeLeaf === undefined) break;
  }
  return facts;
}
