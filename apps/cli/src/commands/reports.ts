/** `warbler reports`: messages reported to those who look after security, one's own and, for them, all. */
import {
  LIMITS,
  REPORT_OUTCOMES,
  REPORT_REASONS,
  REPORT_STATES,
  type ReportAnswer,
  type ReportOutcome,
  type ReportReason,
  type ReportState,
} from "@warbler/protocol";
import type { Warbler } from "@warbler/sdk";
import { reportsOf } from "@warbler/sdk/admin";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { printDone } from "../output/done.ts";
import { onOneLine } from "../output/sanitise.ts";
import { table } from "../output/table.ts";
import { localMinute } from "../output/time-text.ts";
import { everyone, findMessage, findRoom } from "../session/find.ts";
import { oneOf, wholeNumber } from "../usage.ts";

type Deps = Pick<CliDeps, "words" | "output" | "session">;

export function addReports(program: Command, deps: Deps): void {
  const { words, output, session } = deps;
  const said = words.commands.reports;
  const reports = program.command("reports").description(said.says);
  reports
    .command("list", { isDefault: true })
    .description(said.listSays)
    .option("--state <state>", said.state, oneOf(words, REPORT_STATES))
    .action(async ({ state }: { readonly state?: ReportState }) => {
      await using me = await session.open();
      const found = await reportsOf(me).list(state);
      await output.result({ reports: found }, await lines(found, me, deps));
    });
  reports
    .command("mine")
    .description(said.mineSays)
    .action(async () => {
      await using me = await session.open();
      const found = await me.ownReports();
      await output.result({ reports: found }, await lines(found, me, deps));
    });
  reports
    .command("make")
    .description(said.makeSays)
    .argument("<room>", words.commands.room.room)
    .argument("<message>", words.commands.edit.message)
    .requiredOption("--reason <reason>", said.reason, oneOf(words, REPORT_REASONS))
    .option("--note <text>", said.note)
    .option("--context <count>", said.context, wholeNumber(words, 0, LIMITS.messagesPerReport - 1))
    .action(async (roomName: string, text: string, { reason, note, context }: MakeOptions) => {
      await using me = await session.open();
      const room = await findRoom(me, roomName, words);
      const message = (await findMessage(room, text, words)).id;
      const more = { ...(note !== undefined && { note }), ...(context !== undefined && { context }) };
      const made = await room.report({ message, reason, ...more });
      await printDone(made, [said.made(made.id), ...(room.level === "sealed" ? [] : [said.disclosed])], deps);
    });
  reports
    .command("show")
    .description(said.showSays)
    .argument("<report>", said.report)
    .action(async (text: string) => {
      await using me = await session.open();
      const { report, messages } = await reportsOf(me).read((await findReport(me, text, deps)).id);
      const names = await handlesOf(me);
      const shown = messages.flatMap(({ seq, author, atMs, text: written, files, authorship }) => [
        `#${seq} ${names(author)} ${localMinute(atMs)}`,
        `  ${onOneLine([written, ...files].join(" "))}`,
        `  ${said.authorship[authorship]}`,
      ]);
      await output.result({ report, messages }, [
        ...(await lines([report], me, deps)),
        onOneLine(report.note),
        ...shown,
      ]);
    });
  reports
    .command("take")
    .description(said.takeSays)
    .argument("<report>", said.report)
    .action(async (text: string) => {
      await using me = await session.open();
      const taken = await reportsOf(me).take((await findReport(me, text, deps)).id);
      await printDone(taken, [said.taken], deps);
    });
  reports
    .command("close")
    .description(said.closeSays)
    .argument("<report>", said.report)
    .requiredOption("--outcome <outcome>", said.outcome, oneOf(words, REPORT_OUTCOMES))
    .option("--answer <text>", said.answer)
    .action(async (text: string, { outcome, answer = "" }: CloseOptions) => {
      await using me = await session.open();
      const closed = await reportsOf(me).close((await findReport(me, text, deps)).id, { outcome, answer });
      await printDone(closed, [said.closed], deps);
    });
}

interface MakeOptions {
  readonly reason: ReportReason;
  readonly note?: string;
  readonly context?: number;
}
interface CloseOptions {
  readonly outcome: ReportOutcome;
  readonly answer?: string;
}

/** By its id, or by how it begins. */
async function findReport(me: Warbler, text: string, { words }: Deps): Promise<ReportAnswer> {
  const [only, another] = (await reportsOf(me).list()).filter(({ id }) => text !== "" && id.startsWith(text));
  if (only !== undefined && another === undefined) return only;
  throw new CliFailure("not-found", { code: "not-found", message: words.commands.reports.noReport(text) });
}

async function handlesOf(me: Warbler): Promise<(account: string) => string> {
  const handles = new Map<string, string>();
  for await (const person of everyone(me)) handles.set(person.id, person.handle);
  return (account) => `@${onOneLine(handles.get(account) ?? account)}`;
}

async function lines(reports: readonly ReportAnswer[], me: Warbler, { words }: Deps): Promise<readonly string[]> {
  const said = words.commands.reports;
  if (reports.length === 0) return [said.none];
  const names = await handlesOf(me);
  return table(
    reports.map(({ id, state, reason, author, reporter, handler, outcome, madeAtMs, answer = "" }) => [
      id,
      localMinute(madeAtMs),
      said.states[state],
      said.reasons[reason],
      said.about(names(author), names(reporter)),
      handler === undefined ? "" : names(handler),
      outcome === undefined ? "" : said.outcomes[outcome],
      onOneLine(answer),
    ]),
  );
}
