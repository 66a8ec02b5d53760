/**
 * `warbler approvals`: dual control. What waits for others, what exactly is signed, signing it, and doing it once enough others
 * have signed.
 */
import {
  ACTION_WORDS,
  type ActRequestAnswer,
  actPayload,
  DUAL_ACTIONS,
  type DualAction,
  isId,
  type Json,
  jsonValue,
  LIMITS,
  type RequestId,
} from "@warbler/protocol";
import type { Warbler } from "@warbler/sdk";
import { actsOf } from "@warbler/sdk/admin";
import type { Command } from "commander";
import { confirmed } from "../ask-anew.ts";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { printDone } from "../output/done.ts";
import { onOneLine } from "../output/sanitise.ts";
import { table } from "../output/table.ts";
import { localMinute } from "../output/time-text.ts";
import { everyone } from "../session/find.ts";
import { oneOf, repeated, valueFailure, wholeNumber } from "../usage.ts";
import { languageOf } from "../words/index.ts";
import { changePolicy } from "./role-policy.ts";

type Deps = Pick<CliDeps, "words" | "output" | "session" | "terminal">;

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
    .command("require")
    .description(said.requireSays)
    .argument("<count>", said.count, wholeNumber(words, 0, LIMITS.dualApprovals))
    .argument("[actions...]", said.actions)
    .option("--reason <text>", said.reason)
    .option("--dry-run", words.commands.role.dryRun)
    .action(async (count: number, texts: readonly string[], options: { reason?: string; dryRun?: true }) => {
      const named = texts.map(oneOf(words, DUAL_ACTIONS));
      const actions: readonly DualAction[] = named.length > 0 ? named : DUAL_ACTIONS;
      await using me = await session.open();
      await changePolicy(me, options, deps, (now) => ({
        ...now,
        dual: [
          ...now.dual.filter(({ action }) => !actions.includes(action)),
          ...(count === 0 ? [] : actions.map((action) => ({ action, approvals: count }))),
        ],
      }));
    });
}

/** What is signed, so that a person can judge it: all of it, in the order in which it is signed. */
async function linesOf(me: Warbler, act: ActRequestAnswer, { words }: Pick<Deps, "words">): Promise<readonly string[]> {
  const said = words.commands.approvals;
  const handles = await handlesOf(me);
  const named = (account: string) => `@${handles.get(account) ?? account}`;
  return [
    said.what(onOneLine(ACTION_WORDS[act.action][languageOf(words)]), act.action),
    said.by(named(act.account), onOneLine(act.reason)),
    said.call(act.route, onOneLine(JSON.stringify(act.params)), onOneLine(JSON.stringify(act.body))),
    said.until(localMinute(act.askedAtMs), localMinute(act.expiresAtMs)),
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
