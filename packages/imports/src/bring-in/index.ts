/** Runs an import of an export: what programs that import have in common. Pure: what is sent goes through a target that is passed in. */
export type { BringInDeps, Imported } from "./bring-in.ts";
export { lineOf } from "./clean-text.ts";
export type { ImportCursor, ImportState } from "./import-state.ts";
export { type ImportReport, importReport } from "./report.ts";
export { runHistoryImport } from "./run-history-import.ts";
export { runImport } from "./run-import.ts";
export { survey } from "./survey.ts";
export { historyTarget, type ImportClient, type ImportSource, sealedTarget } from "./targets.ts";
export type { SkippedFile } from "./uploads.ts";
