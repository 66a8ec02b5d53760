/** `warbler import slack|mattermost FILE.zip`: brings an export in, once, however often it is run. */
import { writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { ImportRefusal, openExport } from "@warbler/imports";
import { openZipArchive } from "@warbler/imports/node";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { importSecret } from "../import/import-secret.ts";
import { importStateIn } from "../import/import-state.ts";
import { importReport, reportLines } from "../import/report.ts";
import { retrying } from "../import/retrying.ts";
import { type Imported, type ImportTarget, runImport } from "../import/run-import.ts";
import { type Survey, survey } from "../import/survey.ts";
import { type SkippedFile, uploadFiles } from "../import/uploads.ts";
import { type Progress, progressOn } from "../output/progress.ts";
import { oneOf } from "../usage.ts";

const FORMATS = ["slack", "mattermost"] as const;
/** A batch of 500 messages is sealed, indexed and synced before it is answered. */
const BATCH_DEADLINE_MS = 120_000;

interface ImportOptions {
  readonly dryRun?: true;
  readonly roomPrefix: string;
  readonly source?: string;
  readonly report?: string;
}
interface Source {
  readonly format: (typeof FORMATS)[number];
  readonly archive: Awaited<ReturnType<typeof openZipArchive>>;
  readonly reader: Awaited<ReturnType<typeof openExport>>;
  readonly name: string;
  readonly survey: Survey;
}

type Deps = Pick<CliDeps, "words" | "output" | "session" | "terminal" | "profile">;

export function addImport(program: Command, deps: Deps): void {
  const { words, output, terminal } = deps;
  const said = words.commands.import;
  program
    .command("import")
    .description(said.says)
    .argument("<format>", said.format, oneOf(words, FORMATS))
    .argument("<file>", said.file)
    .option("--dry-run", said.dryRun)
    .option("--room-prefix <text>", said.prefix, "")
    .option("--source <name>", said.source)
    .option("--report <file>", said.report)
    .action(async (format: Source["format"], file: string, options: ImportOptions) => {
      const startedAtMs = terminal.nowMs();
      await using archive = await refusing(openZipArchive(file), deps);
      const reader = await refusing(openExport(archive, { format }), deps);
      const surveyed = await refusing(survey(reader, terminal.interrupted), deps);
      const name = options.source ?? basename(file).replace(/\.zip$/i, "");
      const source = { format, archive, reader, name, survey: surveyed };
      const filesSkipped: SkippedFile[] = [];
      const imported =
        options.dryRun === true ? undefined : await bringIn(source, options.roomPrefix, filesSkipped, deps);
      const elapsedMs = terminal.nowMs() - startedAtMs;
      const report = importReport({ survey: surveyed, imported, filesSkipped, elapsedMs });
      if (options.report !== undefined) {
        await writeFile(options.report, `${JSON.stringify(report, undefined, 2)}\n`, { mode: 0o600 });
        output.note(said.reportWritten(options.report));
      }
      await output.result(report, reportLines(report, words));
      if (imported !== undefined && imported.refused.length > 0) {
        const { added, repeated, refused } = imported;
        throw new CliFailure("partly", { code: "partly", message: said.added(added, repeated, refused.length) });
      }
    });
}

async function bringIn(
  source: Source,
  roomPrefix: string,
  filesSkipped: SkippedFile[],
  { words, output, session, terminal, profile }: Deps,
): Promise<Imported> {
  const { format, name, reader, survey: surveyed } = source;
  const said = words.commands.import;
  const signal = terminal.interrupted;
  const { url, account } = await session.current();
  await using me = await session.open();
  const started = await me.api("startImport", { format, source: name });
  if (started.records > 0) output.note(said.resumed(started.records));
  const params = { import: started.id };
  const call = { signal, deadlineMs: BATCH_DEADLINE_MS };
  const secret = await importSecret(profile);
  const again = <T>(request: () => Promise<T>) => retrying(request, { clock: terminal, signal });
  const target: ImportTarget = {
    people: (people) => again(() => me.api("importPeople", { people: [...people] }, params, call)),
    room: (room) => again(() => me.api("importRoom", room, params, call)),
    members: (room, accounts) => again(() => me.api("importMembers", { room, accounts: [...accounts] }, params, call)),
    records: (room, records) => again(() => me.api("importRecords", { room, records: [...records] }, params, call)),
    upload: (room, message) =>
      uploadFiles(
        { room, message },
        { me, archive: source.archive, secret, signal, skip: (file) => filesSkipped.push(file) },
      ),
  };
  const state = importStateIn(profile, [url, account, format, name, started.id, String(surveyed.messages)]);
  const isQuiet = output.isJson;
  const totals = { people: surveyed.people.length, records: surveyed.messages };
  let shown: { readonly phase: keyof typeof totals; readonly bar: Progress } | undefined;
  const onProgress = (phase: keyof typeof totals, done: number) => {
    if (shown?.phase !== phase) {
      shown?.bar.end();
      shown = { phase, bar: progressOn(terminal, { label: said.phases[phase], total: totals[phase], words, isQuiet }) };
    }
    shown.bar.update(done);
  };
  try {
    const imported = await runImport({ reader, survey: surveyed, roomPrefix }, { target, state, signal, onProgress });
    await me.api("completeImport", undefined, params, call);
    await state.forget();
    return imported;
  } catch (error) {
    if (signal.aborted) output.note(said.stopped);
    throw error;
  } finally {
    shown?.bar.end();
  }
}

/** An export that cannot be read is a failure of its own: nothing was sent yet. */
async function refusing<T>(reading: Promise<T>, { words }: Pick<CliDeps, "words">): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof ImportRefusal)) throw error;
    const { code, message } = error;
    const help = words.commands.import.refusedExport;
    throw new CliFailure("bad-input", { code, message, help }, { cause: error });
  }
}
