/** `warbler import slack|mattermost FILE.zip`: brings an export in, once, however often it is run. */
import { basename } from "node:path";
import { ImportRefusal, openExport } from "@warbler/imports";
import {
  type BringInDeps,
  historyTarget,
  type Imported,
  type ImportSource,
  importReport,
  runHistoryImport,
  runImport,
  type SkippedFile,
  sealedTarget,
  survey,
} from "@warbler/imports/bring-in";
import { openZipArchive } from "@warbler/imports/node";
import type { Warbler } from "@warbler/sdk";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { openFileToWrite } from "../files/file-to-write.ts";
import { importSecret } from "../import/import-secret.ts";
import { importStateIn } from "../import/import-state.ts";
import { reportLines } from "../import/report.ts";
import { count, type Progress, progressOn } from "../output/progress.ts";
import { oneOf } from "../usage.ts";
import { importRefusalText } from "../words/import-refusals.ts";

const FORMATS = ["slack", "mattermost"] as const;
const LEVELS = ["sealed", "e2ee"] as const;

interface ImportOptions {
  readonly dryRun?: true;
  readonly level: (typeof LEVELS)[number];
  readonly into: readonly string[];
  readonly roomPrefix: string;
  readonly source?: string;
  readonly report?: string;
}

type Deps = Pick<CliDeps, "words" | "output" | "session" | "terminal" | "profile" | "language">;

export function addImport(program: Command, deps: Deps): void {
  const { words, output, session, terminal } = deps;
  const said = words.commands.import;
  program
    .command("import")
    .description(said.says)
    .argument("<format>", said.format, oneOf(words, FORMATS))
    .argument("<file>", said.file)
    .option("--dry-run", said.dryRun)
    .option("--level <level>", said.level, oneOf(words, LEVELS), "sealed")
    .option("--into <channel=room>", said.into, (pair: string, all: readonly string[]) => [...all, pair], [])
    .option("--room-prefix <text>", said.prefix, "")
    .option("--source <name>", said.source)
    .option("--report <file>", said.report)
    .action(async (format: ImportSource["format"], file: string, options: ImportOptions) => {
      const startedAtMs = terminal.nowMs();
      if (options.into.length > 0 && options.level !== "e2ee")
        throw new CliFailure("usage", { code: "usage", message: said.intoEndToEnd });
      // Whatever can fail without the export does so before that is read, which takes long.
      await using me = options.dryRun === true ? undefined : await session.open();
      await using reportFile = options.report === undefined ? undefined : await openFileToWrite(options.report, words);
      await using archive = await refusing(openZipArchive(file), deps);
      const reader = await refusing(openExport(archive, { format }), deps);
      const surveyed = await refusing(survey(reader, terminal.interrupted), deps);
      const name = options.source ?? basename(file).replace(/\.zip$/i, "");
      const source = { format, archive, reader, name, survey: surveyed };
      const filesSkipped: SkippedFile[] = [];
      const imported = me === undefined ? undefined : await bringIn(me, source, { options, filesSkipped }, deps);
      const elapsedMs = terminal.nowMs() - startedAtMs;
      const report = importReport({ survey: surveyed, imported, filesSkipped, elapsedMs });
      await output.result(report, reportLines(report, words));
      if (reportFile !== undefined && options.report !== undefined) {
        await reportFile.write(`${JSON.stringify(report, undefined, 2)}\n`);
        output.note(said.reportWritten(options.report));
      }
      if (imported !== undefined && imported.refused.length > 0) {
        const { added, repeated, refused } = imported;
        throw new CliFailure("partly", { code: "partly", message: said.added(added, repeated, refused.length) });
      }
    });
}

async function bringIn(
  me: Warbler,
  source: ImportSource,
  { options, filesSkipped }: { readonly options: ImportOptions; readonly filesSkipped: SkippedFile[] },
  { words, output, session, terminal, profile }: Deps,
): Promise<Imported> {
  const said = words.commands.import;
  const signal = terminal.interrupted;
  const isEndToEnd = options.level === "e2ee";
  const { url, account } = await session.current();
  const { format, name, survey: surveyed } = source;
  const started = isEndToEnd ? undefined : await me.api("startImport", { format, source: name });
  if (started !== undefined && started.records > 0) output.note(said.resumed(count(started.records)));
  const place = started?.id ?? options.level;
  const state = importStateIn(profile, [url, account, format, name, place, String(surveyed.messages)]);
  const isQuiet = output.isJson;
  const totals = { people: surveyed.people.length, records: surveyed.messages };
  let shown: { readonly phase: keyof typeof totals; readonly bar: Progress } | undefined;
  const onProgress: BringInDeps["onProgress"] = (phase, done) => {
    if (shown?.phase !== phase) {
      shown?.bar.end();
      shown = { phase, bar: progressOn(terminal, { label: said.phases[phase], total: totals[phase], words, isQuiet }) };
    }
    shown.bar.update(done);
  };
  const secret = await importSecret(profile);
  const deps = { me, source, secret, clock: terminal, signal, skip: (file: SkippedFile) => filesSkipped.push(file) };
  const run = { state, signal, onProgress };
  const from = { ...source, roomPrefix: options.roomPrefix };
  try {
    const imported =
      started === undefined
        ? await runHistoryImport(from, { ...run, target: historyTarget(await roomsInto(options.into, me), deps) })
        : await runImport(from, { ...run, target: sealedTarget(started.id, deps) });
    if (started !== undefined) await me.api("completeImport", undefined, { import: started.id }, { signal });
    await state.forget();
    return imported;
  } catch (error) {
    if (signal.aborted) output.note(said.stopped);
    throw error;
  } finally {
    shown?.bar.end();
  }
}

/** `general=Old talk`: by the channel's name or id, the room it goes to. */
async function roomsInto(pairs: readonly string[], me: Warbler) {
  const rooms = new Map<string, Awaited<ReturnType<Warbler["room"]>>>();
  for (const pair of pairs) {
    const at = pair.lastIndexOf("=");
    rooms.set(pair.slice(0, Math.max(0, at)), await me.room(pair.slice(at + 1)));
  }
  return rooms;
}

/** An export that cannot be read is a failure of its own: nothing was sent yet. */
async function refusing<T>(reading: Promise<T>, { words, language }: Pick<CliDeps, "words" | "language">): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof ImportRefusal)) throw error;
    const message = importRefusalText(error, language);
    const help = words.commands.import.refusedExport;
    throw new CliFailure("bad-input", { code: error.code, message, help }, { cause: error });
  }
}
