/** `warbler break-glass`: a role that one takes by oneself in an emergency, who may, and what others say of it afterwards. */
import {
  type AccountId,
  EMERGENCY_LIMITS,
  type Emergency,
  type EmergencyActs,
  factWords,
  JUDGEMENTS,
  type Judgement,
  type RoleName,
} from "@warbler/protocol";
import type { Warbler } from "@warbler/sdk";
import { emergenciesOf } from "@warbler/sdk/admin";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { printDone } from "../output/done.ts";
import { onOneLine } from "../output/sanitise.ts";
import { table } from "../output/table.ts";
import { localMinute } from "../output/time-text.ts";
import { takenName } from "../session/emergency-notice.ts";
import { findPerson } from "../session/find.ts";
import { namesOf } from "../session/names.ts";
import { findRole } from "../session/roles.ts";
import { durationMs, oneOf, repeated, valueFailure } from "../usage.ts";
import { type ChangeOptions, changePolicy } from "./role-policy.ts";

type Deps = Pick<CliDeps, "words" | "language" | "output" | "session">;
interface AllowOptions extends ChangeOptions {
  readonly byRole?: readonly string[];
  readonly byPerson?: readonly string[];
  readonly for: number;
}
const MINUTE_MS = 60_000;

export function addBreakGlass(program: Command, deps: Deps): void {
  const { words, output, session } = deps;
  const said = words.commands.breakGlass;
  const glass = program.command("break-glass").description(said.says);
  glass
    .command("status", { isDefault: true })
    .description(said.statusSays)
    .action(async () => {
      await using me = await session.open({ quietly: true });
      const [own, now] = [await emergenciesOf(me).own(), await emergenciesOf(me).now()];
      await output.result({ ...own, ...now }, [
        ...(own.roles.length === 0 ? [said.mayNone] : []),
        ...own.roles.map(({ forMs, ...role }) => said.may(takenName(role, words), forMs / MINUTE_MS)),
        ...(own.obstacle === undefined ? [] : [said.obstacles[own.obstacle]]),
        ...(now.active.length === 0 ? [] : await lines(now.active, me, deps)),
        ...(now.unjudged === 0 ? [] : [said.unjudged(now.unjudged)]),
      ]);
    });
  glass
    .command("begin")
    .description(said.beginSays)
    .argument("<role>", said.role)
    .requiredOption("--for <time>", said.forTime, durationMs(words))
    .requiredOption("--reason <text>", said.reason)
    .action(async (text: string, { for: forMs, reason }: { readonly for: number; readonly reason: string }) => {
      if (reason.trim().length < EMERGENCY_LIMITS.reasonMinChars) throw valueFailure(said.reasonShort);
      await using me = await session.open({ quietly: true });
      const role = await roleToTake(me, text, deps);
      const begun = await emergenciesOf(me).begin({ role, forMs, reason });
      await printDone({ emergency: begun }, [said.begun(takenName(begun, words), localMinute(begun.untilMs))], deps);
    });
  glass
    .command("end")
    .description(said.endSays)
    .argument("[id]", said.ownId)
    .action(async (text?: string) => {
      await using me = await session.open({ quietly: true });
      const { active } = await emergenciesOf(me).now();
      const found =
        text === undefined ? active.find(({ account }) => account === me.account) : oneIn(active, text, deps);
      if (found === undefined) throw new CliFailure("not-found", { code: "not-found", message: said.noneOwn });
      if (found.account === me.account) await emergenciesOf(me).endOwn(found.id);
      else await emergenciesOf(me).end(found.id);
      await printDone({ ended: found.id }, [said.ended], deps);
    });
  glass
    .command("list")
    .description(said.listSays)
    .action(async () => {
      await using me = await session.open();
      const emergencies = await emergenciesOf(me).list();
      await output.result({ emergencies }, await lines(emergencies, me, deps));
    });
  glass
    .command("show")
    .description(said.showSays)
    .argument("<id>", said.id)
    .action(async (text: string) => {
      await using me = await session.open();
      const { id } = oneIn(await emergenciesOf(me).list(), text, deps);
      const shown = await emergenciesOf(me).acts(id);
      await output.result({ ...shown }, await detailLines(shown, me, deps));
    });
  glass
    .command("judge")
    .description(said.judgeSays)
    .argument("<id>", said.id)
    .argument("<judgement>", said.judgement, oneOf(words, JUDGEMENTS))
    .requiredOption("--note <text>", said.note)
    .action(async (text: string, judgement: Judgement, { note }: { readonly note: string }) => {
      await using me = await session.open();
      const { id } = oneIn(await emergenciesOf(me).list(), text, deps);
      await emergenciesOf(me).judge(id, judgement, note);
      await printDone({ emergency: id, judgement }, [said.judged], deps);
    });
  addPolicy(glass, deps);
}

function addPolicy(glass: Command, deps: Deps): void {
  const { words, session } = deps;
  const said = words.commands.breakGlass;
  const changing = (command: Command) =>
    command.option("--reason <text>", words.commands.role.reason).option("--dry-run", words.commands.role.dryRun);
  changing(glass.command("allow"))
    .description(said.allowSays)
    .argument("<role>", said.role)
    .requiredOption("--for <time>", said.atMost, durationMs(words))
    .option("--by-role <role>", said.byRole, repeated)
    .option("--by-person <person>", said.byPerson, repeated)
    .action(async (text: string, { for: forMs, byRole = [], byPerson = [], ...options }: AllowOptions) => {
      if (byRole.length + byPerson.length === 0) throw valueFailure(said.nobodyNamed);
      await using me = await session.open();
      const role = await findRole(me, text, words);
      const byRoles: RoleName[] = [];
      for (const one of byRole) byRoles.push(await findRole(me, one, words));
      const byPeople: AccountId[] = [];
      for (const one of byPerson) byPeople.push((await findPerson(me, one, words)).id);
      const rule = { role, byRoles, byPeople, forMs };
      await changePolicy(me, options, deps, (now) => ({
        ...now,
        emergency: [...now.emergency.filter((one) => one.role !== role), rule],
      }));
    });
  changing(glass.command("forbid"))
    .description(said.forbidSays)
    .argument("<role>", said.role)
    .action(async (text: string, options: ChangeOptions) => {
      await using me = await session.open();
      const role = await findRole(me, text, words);
      await changePolicy(me, options, deps, (now) => ({
        ...now,
        emergency: now.emergency.filter((one) => one.role !== role),
      }));
    });
}

/** One of the organisation's own is known by name to whom the policy names for it, who need not see the policy. */
async function roleToTake(me: Warbler, text: string, { words }: Deps): Promise<RoleName> {
  const { roles } = await emergenciesOf(me).own();
  return roles.find(({ roleName }) => roleName === text)?.role ?? findRole(me, text, words);
}

function oneIn(all: readonly Emergency[], text: string, { words }: Deps): Emergency {
  const [found, ...others] = all.filter(({ id }) => id.startsWith(text));
  if (found !== undefined && others.length === 0) return found;
  throw new CliFailure("not-found", { code: "not-found", message: words.commands.breakGlass.noOne(text) });
}

async function lines(all: readonly Emergency[], me: Warbler, deps: Deps): Promise<readonly string[]> {
  const said = deps.words.commands.breakGlass;
  if (all.length === 0) return [said.none];
  const who = await handlesOf(all, me);
  return table(
    all.map((one) => [
      one.id,
      said.states[one.state],
      said.line(who(one.account), takenName(one, deps.words)),
      said.times(localMinute(one.begunAtMs), localMinute(one.endedAtMs ?? one.untilMs)),
      onOneLine(one.reason),
    ]),
  );
}

async function detailLines({ emergency, acts, more }: EmergencyActs, me: Warbler, deps: Deps) {
  const said = deps.words.commands.breakGlass;
  const who = await handlesOf([emergency], me);
  return [
    ...(await lines([emergency], me, deps)),
    ...(emergency.endedBy === undefined ? [] : [said.endedBy(who(emergency.endedBy))]),
    ...(emergency.judgedBy === undefined
      ? []
      : [said.judgedBy(who(emergency.judgedBy), onOneLine(emergency.note ?? ""))]),
    acts.length === 0 ? said.noActs : said.acts,
    ...table(
      acts.map(({ kind, atMs, leaf, position, detail }) => [
        localMinute(atMs),
        factWords(kind)?.[deps.language] ?? kind,
        kind,
        `${leaf}/${position}`,
        onOneLine(JSON.stringify(detail ?? {})),
      ]),
    ),
    ...(more ? [said.more] : []),
  ];
}

async function handlesOf(all: readonly Emergency[], me: Warbler): Promise<(account: AccountId) => string> {
  const people = await namesOf(
    me,
    all.flatMap(({ account, endedBy, judgedBy }) => [account, endedBy, judgedBy].filter((one) => one !== undefined)),
  );
  return (account) => onOneLine(people.get(account)?.handle ?? account);
}
