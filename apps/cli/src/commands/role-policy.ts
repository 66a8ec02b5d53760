/** `warbler role define|test|profile`: the organisation's own roles, its policy tests and its profile, each tried out first. */

import {
  type Action,
  CUSTOM_ACTIONS,
  newId,
  ORG_ACTIONS,
  POLICY_PROFILES,
  type PolicyDocument,
  type RoleId,
  type Simulation,
} from "@warbler/protocol";
import type { Warbler } from "@warbler/sdk";
import { rolesOf } from "@warbler/sdk/admin";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { printDone } from "../output/done.ts";
import { onOneLine } from "../output/sanitise.ts";
import { table } from "../output/table.ts";
import { everyone } from "../session/find.ts";
import { findRole, roleNamesOf } from "../session/roles.ts";
import { oneOf, valueFailure } from "../usage.ts";

type Deps = Pick<CliDeps, "words" | "language" | "output" | "session">;

export interface ChangeOptions {
  readonly reason?: string;
  readonly dryRun?: true;
}

interface DefineOptions extends ChangeOptions {
  readonly says?: string;
  readonly secondFactor?: "on" | "off";
  readonly remove?: true;
}

export function addRolePolicy(role: Command, deps: Deps): void {
  const { words, output, session } = deps;
  const said = words.commands.role;
  const changing = (command: Command) =>
    command.option("--reason <text>", said.reason).option("--dry-run", said.dryRun);

  changing(role.command("define"))
    .description(said.defineSays)
    .argument("<name>", said.name)
    .argument("[actions...]", said.actions)
    .option("--says <text>", said.roleSays)
    .option("--second-factor <on|off>", said.secondFactor, oneOf(words, ["on", "off"]))
    .option("--remove", said.removeRole)
    .action(async (name: string, texts: readonly string[], options: DefineOptions) => {
      const actions = texts.map(oneOf(words, CUSTOM_ACTIONS));
      await using me = await session.open();
      await changePolicy(me, options, deps, (now) => {
        const known = now.roles.find((one) => one.name === name);
        const others = now.roles.filter((one) => one !== known);
        if (options.remove === true) return { ...now, roles: others };
        const id = known?.id ?? newId<RoleId>();
        const made = { id, name, says: options.says ?? known?.says ?? "", actions };
        const asks = options.secondFactor === undefined ? known?.secondFactor : options.secondFactor === "on";
        return { ...now, roles: [...others, { ...made, ...(asks !== undefined && { secondFactor: asks }) }] };
      });
    });

  changing(role.command("profile"))
    .description(said.profileSays)
    .argument("<profile>", said.profile, oneOf(words, POLICY_PROFILES))
    .action(async (profile: PolicyDocument["profile"], options: ChangeOptions) => {
      await using me = await session.open();
      await changePolicy(me, options, deps, (now) => ({ ...now, profile }));
    });

  changing(role.command("test"))
    .description(said.testSays)
    .argument("[role]", said.role)
    .argument("[may]", said.mayOrNot, oneOf(words, ["may", "may-not"]))
    .argument("[action]", said.action, oneOf(words, ORG_ACTIONS))
    .option("--remove <number>", said.removeTest)
    .action(async (text?: string, may?: string, action?: Action, options: ChangeOptions & { remove?: string } = {}) => {
      await using me = await session.open();
      if (options.remove !== undefined) {
        const at = Number(options.remove) - 1;
        await changePolicy(me, options, deps, (now) => ({
          ...now,
          tests: now.tests.filter((_test, place) => place !== at),
        }));
        return;
      }
      if (text !== undefined) {
        if (may === undefined || action === undefined) throw valueFailure(said.testExpected);
        const test = { who: { role: await findRole(me, text, words) }, action, may: may === "may" };
        await changePolicy(me, options, deps, (now) => ({ ...now, tests: [...now.tests, test] }));
        return;
      }
      const { document } = await rolesOf(me).policy();
      const { failing } = await rolesOf(me).simulate(document);
      const names = await roleNamesOf(me, words);
      const rows = document.tests.map((test, at) => [
        String(at + 1),
        failing.includes(at) ? said.fails : said.passes,
        "role" in test.who ? names.of(test.who.role) : test.who.account,
        test.may ? said.may : said.mayNot,
        test.action,
      ]);
      await output.result({ tests: document.tests, failing }, table(rows));
      if (failing.length > 0)
        throw new CliFailure("refused", { code: "policy-refused", message: said.someFail(failing.length) });
    });
}

/** Shows who gains and who loses what, then makes the change, unless something speaks against it. */
export async function changePolicy(
  me: Warbler,
  { reason, dryRun }: ChangeOptions,
  deps: Deps,
  edit: (now: PolicyDocument) => PolicyDocument,
): Promise<void> {
  const { words, output } = deps;
  const said = words.commands.role;
  const { version, document } = await rolesOf(me).policy();
  const after = edit(document);
  const trial = await rolesOf(me).simulate(after);
  const lines = await effectOf(me, trial, deps);
  if (dryRun === true) {
    await output.result({ ...trial, dryRun: true }, [...lines, said.nothingChanged]);
    return;
  }
  if (trial.faults.length > 0 || trial.failing.length > 0)
    throw new CliFailure("refused", { code: "policy-refused", message: lines.join("\n") });
  if (reason === undefined) throw valueFailure(said.reasonExpected);
  const changed = await rolesOf(me).changePolicy({ version, document: after, reason });
  await printDone({ ...trial, version: changed.version }, [...lines, said.changed(changed.version)], deps);
}

async function effectOf(me: Warbler, trial: Simulation, { words, language }: Deps): Promise<readonly string[]> {
  const said = words.commands.role;
  const handles = new Map<string, string>();
  if (trial.people.length > 0) for await (const person of everyone(me)) handles.set(person.id, person.handle);
  return [
    ...trial.faults.map((fault) => fault[language]),
    ...trial.failing.map((at) => said.testFails(at + 1)),
    ...trial.people.map(({ account, gains, loses }) =>
      said.effect(onOneLine(handles.get(account) ?? account), gains.join(" "), loses.join(" ")),
    ),
    said.affects(trial.affected),
  ];
}
