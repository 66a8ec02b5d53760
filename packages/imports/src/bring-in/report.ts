/** What an import did, what it left out and why. */
import type { Imported } from "./bring-in.ts";
import type { Survey } from "./survey.ts";
import type { SkippedFile } from "./uploads.ts";

export type ImportReport = ReturnType<typeof importReport>;

export function importReport(found: {
  readonly survey: Survey;
  /** Absent after a dry run. */
  readonly imported: Imported | undefined;
  readonly filesSkipped: readonly SkippedFile[];
  readonly elapsedMs: number;
}) {
  const { survey, imported, filesSkipped, elapsedMs } = found;
  const { people, channels, skipped, ...counts } = survey;
  return {
    dryRun: imported === undefined,
    export: { ...counts, people: people.length, rooms: channels.length },
    imported,
    skipped,
    filesSkipped,
    elapsedMs,
  };
}
