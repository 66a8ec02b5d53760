/**
 * `warbler approvals`: dual control. What waits for others, what exactly is signed, signing it, and doing it once enough others
 * have signed.
 */
import {
  ACTION_WORDS,
  type ActRequestAnswer,
  type ActValue,
  APPROVAL_KEYS,
  type ApprovalKeys,
  actPayload,
  actWords,
  DEFAULT_APPROVAL_KEYS,
  DUAL_ACTIONS,
  type DualAction,
  fieldsOfAct,
  isId,
  type Json,
  jsonValue,
  LIMITS,
  type PolicyDocument,
  type RequestId,
  USUAL_DUAL_ACTIONS,
} from "@warbler/protocol";
import type { Warbler } from "@warbler/sdk";
import { actsOf, rolesOf } from "@warbler/sdk/admin";
import type { Command } from "commander";
import { confirmed } from "../ask-anew.ts";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { printDone } from "../output/done.ts";
import { onOneLine } from "../output/sanitise.ts";
import { table } from "../output/table.ts";
import { localMinute } from "../output/time-text.ts";
import { everyone } from "../session/find.ts";
import { customRolesOf } from "../session/roles.ts";
import { oneOf, repeated, valueFailure, wholeNumber } from "../usage.ts";
import { addApprovalsVerify } from "./approvals-verify.ts";
import { changePolicy } from "./role-policy.ts";

type Deps = Pick<CliDeps, "words" | "language" | "output" | "session" | "terminal">;

export function addApprovals(program: Command, deps: Deps): void {
  const { words, output, session, terminal } = deps;
  const said = words.commands.approvals;
  const approvals = program.command("approvals").description(said.says);

  approvals
    .command("list", { isDefault: true })
    .description(said.listSays)
    .option("--mine", said.mine)
    .action(async ({ mine }: { mine?: true }) => {
      await using me = await session.open();
      const acts = actsOf(me);
      const requests = mine === true ? await acts.ownRequests() : await acts.requests();
      const handles = await handlesOf(me);
      const rows = requests.map((one) => [
        one.id,
        said.states[one.state],
        `${one.approvals.length}/${one.needed}`,
        `@${handles.get(one.account) ?? one.account}`,
        one.action,
        localMinute(one.expiresAtMs),
        onOneLine(one.reason),
      ]);
      await output.result({ requests }, table(rows));
    });
  approvals
    .command("ask")
    .description(said.askSays)
    .argument("<route>", said.route)
    .argument("<body>", said.body)
    .option("--param <name=value>", said.param, repeated)
    .requiredOption("--reason <text>", said.reason)
    .action(async (route: string, bodyText: string, options: { param?: readonly string[]; reason: string }) => {
      const params = Object.fromEntries((options.param ?? []).map((text) => splitParam(text, said.paramExpected)));
      const body = jsonOf(bodyText, said.bodyExpected);
      await using me = await session.open();
      const asked = await actsOf(me).ask({ route, params, body, reason: options.reason });
      await printDone({ request: asked }, [said.asked(asked.id, asked.needed)], deps);
    });
  approvals
    .command("show")
    .description(said.showSays)
    .argument("<id>", said.id)
    .action(async (text: string) => {
      await using me = await session.open();
      const act = await actNamed(me, text, deps);
      await output.result({ request: act, payload: payloadOf(act) }, await linesOf(me, act, deps));
    });
  approvals
    .command("approve")
    .description(said.approveSays)
    .argument("<id>", said.id)
    .option("--yes", words.commands.erase.yes)
    .action(async (text: string, { yes }: { yes?: true }) => {
      await using me = await session.open();
      const act = await actNamed(me, text, deps);
      if (yes !== true) {
        for (const line of await linesOf(me, act, deps)) output.note(line);
        const asked = { prompt: words.commands.erase.ask(act.id), notConfirmed: said.notSigned };
        await confirmed(act.id, asked, { terminal, words });
      }
      const after = await actsOf(me).approve(act);
      await printDone({ request: after }, [said.approved(after.approvals.length, after.needed)], deps);
    });
  approvals
    .command("execute")
    .description(said.executeSays)
    .argument("<id>", said.id)
    .action(async (text: string) => {
      const id = requestId(text, deps);
      await using me = await session.open();
      const answer = await actsOf(me).execute(id);
      const shown = answer === undefined ? [] : JSON.stringify(answer, undefined, 2).split("\n");
      await printDone({ executed: id, answer }, [said.executed, ...shown], deps);
    });
  approvals
    .command("withdraw")
    .description(said.withdrawSays)
    .argument("<id>", said.id)
    .action(async (text: string) => {
      const id = requestId(text, deps);
      await using me = await session.open();
      await actsOf(me).withdraw(id);
      await printDone({ withdrawn: id }, [said.withdrawn], deps);
    });
  approvals
    .command("rules")
    .description(said.rulesSays)
    .action(async () => {
      await using me = await session.open();
      const { dual } = (await rolesOf(me).policy()).document;
      const rows = dual.map(({ action, approvals: count, keys = DEFAULT_APPROVAL_KEYS }) => [
        action,
        String(count),
        said.keyRules[keys],
      ]);
      await output.result({ rules: dual }, rows.length === 0 ? [said.noRules] : table(rows));
    });
  approvals
    .command("require")
    .description(said.requireSays)
    .argument("<count>", said.count, wholeNumber(words, 0, LIMITS.dualApprovals))
    .argument("[actions...]", said.actions)
    .option("--keys <rule>", said.keys, oneOf(words, APPROVAL_KEYS))
    .option("--reason <text>", said.reason)
    .option("--dry-run", words.commands.role.dryRun)
    .action(async (count: number, texts: readonly string[], options: RequireOptions) => {
      const named = texts.map(oneOf(words, DUAL_ACTIONS));
      const actions: readonly DualAction[] = named.length > 0 ? named : count === 0 ? DUAL_ACTIONS : USUAL_DUAL_ACTIONS;
      await using me = await session.open();
      await changePolicy(me, options, deps, (now) => ({
        ...now,
        dual: [
          ...now.dual.filter(({ action }) => !actions.includes(action)),
          ...(count === 0
            ? []
            : actions.map((action) => ({ action, approvals: count, ...keysFor(now, action, options) }))),
        ],
      }));
    });
  addApprovalsVerify(approvals, deps);
}

interface RequireOptions {
  readonly keys?: ApprovalKeys;
  readonly reason?: string;
  readonly dryRun?: true;
}

/** As named, else as it was. */
function keysFor({ dual }: PolicyDocument, action: DualAction, { keys }: RequireOptions): { keys?: ApprovalKeys } {
  const rule = keys ?? dual.find((one) => one.action === action)?.keys;
  return rule === undefined ? {} : { keys: rule };
}

/** What is signed, so that a person can judge it: all of it, in the order in which it is signed. */
async function linesOf(
  me: Warbler,
  act: ActRequestAnswer,
  { words, language }: Pick<Deps, "words" | "language">,
): Promise<readonly string[]> {
  const said = words.commands.approvals;
  const handles = await handlesOf(me);
  const named = (account: string) => `@${handles.get(account) ?? account}`;
  const names = new Map<string, string>([
    ...(await me.rooms()).map(({ id, name }): [string, string] => [id, onOneLine(name)]),
    ...((await customRolesOf(me)) ?? []).map(({ id, name }): [string, string] => [id, onOneLine(name)]),
    ...[...handles.keys()].map((account): [string, string] => [account, named(account)]),
  ]);
  const told = (value: ActValue): string => {
    switch (value.kind) {
      case "said":
        return value.said[language];
      case "id":
        return names.get(value.id) ?? said.notKnown(value.id);
      case "time":
        return localMinute(value.atMs);
      case "text":
        return onOneLine(value.text);
    }
  };
  return [
    said.what(onOneLine((actWords(act.route) ?? ACTION_WORDS[act.action])[language]), act.action),
    said.by(named(act.account), onOneLine(act.reason)),
    said.call(act.route, onOneLine(JSON.stringify(act.params)), onOneLine(JSON.stringify(act.body))),
    ...fieldsOfAct(act).map(({ path, said: field, values }) =>
      said.meant(field?.[language] ?? said.unnamed(onOneLine(path)), values.map(told).join(", ") || said.nothing),
    ),
    said.until(localMinute(act.askedAtMs), localMinute(act.expiresAtMs)),
    said.keyRules[act.keys],
    said.signers(act.approvals.length, act.needed, act.approvals.map(({ account }) => named(account)).join(" ")),
    said.bytes(onOneLine(payloadOf(act))),
  ];
}

const payloadOf = (act: ActRequestAnswer): string => new TextDecoder().decode(actPayload(act));

async function handlesOf(me: Warbler): Promise<ReadonlyMap<string, string>> {
  const handles = new Map<string, string>();
  for await (const { id, handle } of everyone(me)) handles.set(id, handle);
  return handles;
}

async function actNamed(me: Warbler, text: string, deps: Pick<Deps, "words">): Promise<ActRequestAnswer> {
  const id = requestId(text, deps);
  const found = (await actsOf(me).requests()).find((one) => one.id === id);
  if (found !== undefined) return found;
  throw new CliFailure("not-found", { code: "not-found", message: deps.words.errors.noId(text) });
}

function requestId(text: string, { words }: Pick<Deps, "words">): RequestId {
  if (isId<RequestId>(text)) return text;
  throw new CliFailure("not-found", { code: "not-found", message: words.errors.noId(text) });
}

function splitParam(text: string, expected: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw valueFailure(expected);
  return [text.slice(0, at), text.slice(at + 1)];
}

function jsonOf(text: string, expected: string): Json {
  try {
    return jsonValue.parse(JSON.parse(text));
  } catch {
    throw valueFailure(expected);
  }
}
