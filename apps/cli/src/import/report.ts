/** The report of an import as lines for people. */
import type { SkippedTally } from "@warbler/imports";
import type { ImportReport } from "@warbler/imports/bring-in";
import { count } from "../output/progress.ts";
import { table } from "../output/table.ts";
import { durationText } from "../output/time-text.ts";
import type { Words } from "../words/index.ts";

export function reportLines(report: ImportReport, words: Words): readonly string[] {
  const said = words.commands.import;
  const { people, rooms, messages, replies, reactions, edited, attachmentsWithBytes } = report.export;
  return [
    ...(report.dryRun ? [said.planTitle] : []),
    said.counts(count(people), count(rooms), count(messages), count(replies)),
    said.countsMore(count(reactions), count(edited), count(attachmentsWithBytes)),
    ...importedLines(report, words),
    ...skippedLines(report.skipped, words),
    ...(report.dryRun ? [said.nothingSent] : []),
  ];
}

function importedLines({ imported, elapsedMs }: ImportReport, words: Words): readonly string[] {
  if (imported === undefined) return [];
  const said = words.commands.import;
  const { added, repeated, refused, log } = imported;
  const total = added + repeated + refused.length;
  const rate = Math.round((total / Math.max(1, elapsedMs)) * 1_000);
  return [
    said.done(count(total), durationText(elapsedMs), count(rate)),
    said.added(count(added), count(repeated), count(refused.length)),
    ...(log === undefined ? [] : [words.log(log.leaf, log.position)]),
  ];
}

function skippedLines(skipped: readonly SkippedTally[], words: Words): readonly string[] {
  const said = words.commands.import;
  if (skipped.length === 0) return [said.nothingSkipped];
  const rows = skipped.map(({ reason, count: times, samples: [sample] }) => [
    count(times),
    said.reasons[reason],
    sample === undefined ? "" : `${sample.entryName}${sample.line === undefined ? "" : `:${sample.line}`}`,
  ]);
  return [said.skippedTitle, ...table(rows)];
}
