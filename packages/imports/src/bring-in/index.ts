/** Runs an import of an export: what programs that import have in common. Pure: what is sent goes through a target that is passed in. */
export type { BatchAnswer, BringInDeps, Imported } from "./bring-in.ts";
export { lineOf } from "./clean-text.ts";
export type { ImportCursor, ImportState } from "./import-state.ts";
export { type ImportReport, importReport } from "./report.ts";
export { retrying } from "./retrying.ts";
export { type HistoryMessage, type HistoryRoom, type HistoryTarget, runHistoryImport } from "./run-history-import.ts";
export { type ImportTarget, runImport } from "./run-import.ts";
export { type Survey, survey } from "./survey.ts";
export { type FileTicket, type SkippedFile, type UploadedFile, uploadFiles } from "./uploads.ts";
